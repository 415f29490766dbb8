//! Windows that a graphics library draws: wgpu or OpenGL.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui_wgpu::{WgpuConfiguration, WgpuSetup};
use eframe::wgpu::{Adapter, Device, DeviceType, Surface};
use eframe::{EframeWinitApplication, UserEvent};
use egui_winit::winit::event_loop::EventLoop;

use super::{Adapters, Lent, Renderer, viewport};

/// The window as something that an event loop can run.
pub(super) fn window(
    event_loop: &EventLoop<UserEvent>,
    way: Renderer,
    lent: Lent,
) -> EframeWinitApplication<'static> {
    let (renderer, adapters) = match way {
        Renderer::Wgpu(adapters) => (eframe::Renderer::Wgpu, adapters),
        Renderer::OpenGl | Renderer::Cpu => (eframe::Renderer::Glow, Adapters::Hardware),
    };
    let placing = lent.clone();
    let options = eframe::NativeOptions {
        viewport: viewport(),
        renderer,
        centered: true,
        window_builder: Some(Box::new(move |builder| placing.placed(builder))),
        wgpu_options: configuration(adapters),
        ..eframe::NativeOptions::default()
    };
    let create: eframe::AppCreator<'static> = Box::new(move |creation| {
        lent.open(&creation.egui_ctx);
        let device = creation
            .wgpu_render_state
            .as_ref()
            .map(|state| state.device.clone());
        Ok(Box::new(Drawn::new(lent, device, &creation.egui_ctx)))
    });
    eframe::create_native("redline", options, create, event_loop)
}

fn configuration(adapters: Adapters) -> WgpuConfiguration {
    let mut configuration = WgpuConfiguration::default();
    if let WgpuSetup::CreateNew(setup) = &mut configuration.wgpu_setup {
        setup.native_adapter_selector = Some(Arc::new(move |known, surface| best(known, surface, adapters)));
    }
    configuration
}

/// The best adapter that can draw to the window.
fn best(known: &[Adapter], surface: Option<&Surface<'_>>, adapters: Adapters) -> Result<Adapter, String> {
    let usable = |adapter: &&Adapter| surface.is_none_or(|surface| adapter.is_surface_supported(surface));
    known
        .iter()
        .filter(usable)
        .filter_map(|adapter| Some((rank(adapter.get_info().device_type, adapters)?, adapter)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, adapter)| adapter.clone())
        .ok_or_else(|| format!("none of {} graphics adapters can be used", known.len()))
}

/// Which kind is better, the best first; `None` for kinds that are not wanted. The map is no game: where there are two
/// processors the one that saves power does.
fn rank(kind: DeviceType, adapters: Adapters) -> Option<u8> {
    let is_software = kind == DeviceType::Cpu;
    let wanted = match adapters {
        Adapters::Hardware => !is_software,
        Adapters::Software => is_software,
    };
    let rank = match kind {
        DeviceType::IntegratedGpu => 0,
        DeviceType::DiscreteGpu => 1,
        DeviceType::VirtualGpu => 2,
        DeviceType::Other => 3,
        DeviceType::Cpu => 4,
    };
    wanted.then_some(rank)
}

/// The application in such a window.
struct Drawn {
    lent: Lent,
    /// Where wgpu draws.
    device: Option<Device>,
    is_lost: Arc<AtomicBool>,
}

impl Drawn {
    fn new(lent: Lent, device: Option<Device>, ctx: &egui::Context) -> Self {
        let is_lost = Arc::new(AtomicBool::new(false));
        if let Some(device) = &device {
            let (flag, ctx) = (Arc::clone(&is_lost), ctx.clone());
            device.set_device_lost_callback(move |_, _| {
                flag.store(true, Ordering::Relaxed);
                ctx.request_repaint();
            });
        }
        Self {
            lent,
            device,
            is_lost,
        }
    }

    /// Gives the window up; the next one shows the same.
    fn give_up(&self, ctx: &egui::Context) {
        if let Some(device) = &self.device {
            device.destroy();
        }
        self.is_lost.store(true, Ordering::Relaxed);
        ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    }
}

impl eframe::App for Drawn {
    fn ui(&mut self, ui: &mut egui::Ui, _: &mut eframe::Frame) {
        if self.is_lost.load(Ordering::Relaxed) {
            // Closing now is not the user's doing: the application is not told.
            ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
            return;
        }
        self.lent.frame(ui);
        if self.lent.app.borrow().renderer_wanted().is_some() {
            self.give_up(ui.ctx());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_wanted_kind_is_taken_and_the_processor_that_saves_power_first() {
        let kinds = [
            DeviceType::Cpu,
            DeviceType::Other,
            DeviceType::VirtualGpu,
            DeviceType::DiscreteGpu,
            DeviceType::IntegratedGpu,
        ];
        let ranks = kinds.map(|kind| rank(kind, Adapters::Hardware));
        assert_eq!(ranks.iter().flatten().min(), ranks[4].as_ref());
        for kind in kinds {
            let is_software = kind == DeviceType::Cpu;
            assert_eq!(rank(kind, Adapters::Hardware).is_some(), !is_software);
            assert_eq!(rank(kind, Adapters::Software).is_some(), is_software);
        }
    }
}
