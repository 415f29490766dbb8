//! What frames are painted on: our own painter, or a graphics library without a window.

use std::iter::{chain, once};
use std::sync::Arc;
use std::time::Duration;

use eframe::egui_wgpu::{RenderState, RendererOptions, ScreenDescriptor, WgpuSetup};
use eframe::wgpu;
use egui::{ClippedPrimitive, TexturesDelta};
use redline::gui::renderer::CpuPainter;

/// How long a picture may take before the graphics library counts as stuck.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the picture goes.
pub enum Screen {
    /// Our own painter, on the processor.
    Memory {
        painter: Box<CpuPainter>,
        pixels: Vec<u32>,
        width: usize,
    },
    /// A graphics library; each frame counts as painted when its processor has finished.
    Graphics {
        state: RenderState,
        texture: wgpu::Texture,
        size: [u32; 2],
    },
}

impl Screen {
    /// `REDLINE_BENCH_RENDERER`: `gpu` for a graphics processor, `software` for a library that computes on the
    /// processor, else our own painter.
    pub fn from_environment(size: [u32; 2]) -> Self {
        let asked = std::env::var("REDLINE_BENCH_RENDERER").unwrap_or_default();
        match asked.as_str() {
            "gpu" => Self::graphics(size, |kind| kind != wgpu::DeviceType::Cpu),
            "software" => Self::graphics(size, |kind| kind == wgpu::DeviceType::Cpu),
            _ => Self::Memory {
                painter: Box::default(),
                pixels: vec![0; size[0] as usize * size[1] as usize],
                width: size[0] as usize,
            },
        }
    }

    fn graphics(size: [u32; 2], wanted: fn(wgpu::DeviceType) -> bool) -> Self {
        let mut setup = egui_kittest::wgpu::default_wgpu_setup();
        if let WgpuSetup::CreateNew(setup) = &mut setup {
            setup.native_adapter_selector = Some(Arc::new(move |known, _| {
                known
                    .iter()
                    .find(|adapter| wanted(adapter.get_info().device_type))
                    .cloned()
                    .ok_or_else(|| format!("none of {} graphics adapters is of that kind", known.len()))
            }));
        }
        let state = egui_kittest::wgpu::create_render_state(setup, RendererOptions::default());
        let texture = state.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: wgpu::Extent3d {
                width: size[0],
                height: size[1],
                depth_or_array_layers: 1,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: state.target_format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
            view_formats: &[],
        });
        Self::Graphics { state, texture, size }
    }

    /// What paints.
    pub fn name(&self) -> String {
        match self {
            Self::Memory { .. } => "our own painter".to_owned(),
            Self::Graphics { state, .. } => {
                let info = state.adapter.get_info();
                format!("{} ({:?}, {})", info.name, info.backend, info.driver_info)
            }
        }
    }

    /// Paints a frame and waits until it stands.
    pub fn paint(&mut self, delta: TexturesDelta, triangles: &[ClippedPrimitive], pixels_per_point: f32) {
        match self {
            Self::Memory {
                painter,
                pixels,
                width,
            } => {
                painter.take_textures(delta);
                painter.paint(pixels, *width, triangles, pixels_per_point);
            }
            Self::Graphics { state, texture, size } => {
                let screen = ScreenDescriptor {
                    size_in_pixels: *size,
                    pixels_per_point,
                };
                take_textures(state, delta);
                draw(state, texture, triangles, &screen);
                let wait = wgpu::PollType::Wait {
                    submission_index: None,
                    timeout: Some(PATIENCE),
                };
                state.device.poll(wait).expect("the picture in time");
            }
        }
    }
}

#[expect(clippy::iter_over_hash_type, reason = "each texture is taken for itself")]
fn take_textures(state: &RenderState, mut delta: TexturesDelta) {
    let mut renderer = state.renderer.write();
    for (id, images) in delta.set.drain() {
        for image in images {
            renderer.update_texture(&state.device, &state.queue, id, &image);
        }
    }
    for id in delta.free.drain() {
        renderer.free_texture(&id);
    }
}

fn draw(
    state: &RenderState,
    texture: &wgpu::Texture,
    triangles: &[ClippedPrimitive],
    screen: &ScreenDescriptor,
) {
    let mut renderer = state.renderer.write();
    let mut encoder = state
        .device
        .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let commands = renderer.update_buffers(&state.device, &state.queue, &mut encoder, triangles, screen);
    let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
    {
        let mut pass = encoder
            .begin_render_pass(&wgpu::RenderPassDescriptor {
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &view,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                        store: wgpu::StoreOp::Store,
                    },
                    depth_slice: None,
                })],
                ..Default::default()
            })
            .forget_lifetime();
        renderer.render(&mut pass, triangles, screen);
    }
    state.queue.submit(chain(commands, once(encoder.finish())));
}
