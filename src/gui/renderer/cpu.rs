//! A window that the program paints itself, on the processor.
//!
//! Meaning: where no graphics library works, this still opens: it asks the system for a window and for memory that it
//! shows, and nothing else.
//!
//! Input: events of the window. Output: frames, painted by [`super::canvas`] when something asks for one.
//!
//! Deliberately not here: further windows; the program has one.

use std::num::NonZeroU32;
use std::rc::Rc;
use std::time::{Duration, Instant};

use eframe::UserEvent;
use egui::{Context, FullOutput, ViewportEvent, ViewportId, ViewportInfo};
use egui_winit::accesskit_winit::WindowEvent as AccessEvent;
use egui_winit::winit;
use softbuffer::{Context as Display, Surface};
use winit::application::ApplicationHandler;
use winit::event::{StartCause, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoopProxy};
use winit::window::{Window, WindowId};

use super::{CpuPainter, Lent, viewport};

/// Frames follow each other no faster: nothing here waits for the screen.
const LEAST_PAUSE: Duration = Duration::from_millis(16);

/// Pictures that are kept have at most this many texels a side.
const TEXTURE_SIDE: usize = 8192;

/// The window, from the moment it is wanted.
pub(super) struct CpuWindow {
    lent: Lent,
    ctx: Context,
    proxy: EventLoopProxy<UserEvent>,
    live: Option<Live>,
    /// When the next frame is due.
    next: Option<Instant>,
    failure: Option<String>,
}

/// The window once it is there.
struct Live {
    window: Rc<Window>,
    surface: Surface<Rc<Window>, Rc<Window>>,
    state: egui_winit::State,
    info: ViewportInfo,
    painter: CpuPainter,
    last: Option<Instant>,
}

impl CpuWindow {
    pub fn new(lent: Lent, proxy: EventLoopProxy<UserEvent>) -> Self {
        let ctx = Context::default();
        ctx.set_embed_viewports(true);
        let waker = proxy.clone();
        ctx.set_request_repaint_callback(move |info| {
            let request = UserEvent::RequestRepaint {
                viewport_id: info.viewport_id,
                when: Instant::now() + info.delay,
                cumulative_pass_nr: info.current_cumulative_pass_nr,
            };
            // A loop that has ended needs no frame.
            let _ = waker.send_event(request);
        });
        Self {
            lent,
            ctx,
            proxy,
            live: None,
            next: None,
            failure: None,
        }
    }

    /// Why the window could not be opened or went on no longer.
    pub fn failure(self) -> Option<String> {
        self.failure
    }

    fn open(&self, event_loop: &ActiveEventLoop) -> Result<Live, String> {
        // Shown after its first frame: assistive technology must know it before.
        let builder = self.lent.placed(viewport()).with_visible(false);
        let window =
            egui_winit::create_window(&self.ctx, event_loop, &builder).map_err(|error| error.to_string())?;
        let window = Rc::new(window);
        let display = Display::new(Rc::clone(&window)).map_err(|error| error.to_string())?;
        let surface = Surface::new(&display, Rc::clone(&window)).map_err(|error| error.to_string())?;
        #[expect(clippy::cast_possible_truncation, reason = "a factor of the order of 1")]
        let mut state = egui_winit::State::new(
            self.ctx.clone(),
            ViewportId::ROOT,
            event_loop,
            Some(window.scale_factor() as f32),
            window.theme(),
            Some(TEXTURE_SIDE),
        );
        state.init_accesskit(event_loop, &window, self.proxy.clone());
        let mut info = ViewportInfo::default();
        egui_winit::update_viewport_info(&mut info, &self.ctx, &window, true);
        self.lent.open(&self.ctx);
        Ok(Live {
            window,
            surface,
            state,
            info,
            painter: CpuPainter::default(),
            last: None,
        })
    }

    /// Asks for a frame at a time, unless an earlier one is due.
    fn frame_at(&mut self, when: Instant) {
        let last = self.live.as_ref().and_then(|live| live.last);
        let when = last.map_or(when, |last| when.max(last + LEAST_PAUSE));
        self.next = Some(self.next.map_or(when, |next| next.min(when)));
    }

    fn frame(&mut self, event_loop: &ActiveEventLoop) {
        let Some(live) = &mut self.live else { return };
        self.next = None;
        match live.frame(&self.ctx, &self.lent, event_loop) {
            Ok(()) => {}
            Err(reason) => {
                self.failure = Some(reason);
                event_loop.exit();
            }
        }
        // The user's wish came with the frame, a command of the application's comes out of it.
        if live.info.close_requested() {
            self.lent.closing.set(true);
        }
        if self.lent.closing.get() || self.lent.app.borrow().renderer_wanted().is_some() {
            event_loop.exit();
        }
        live.info.events.clear();
    }
}

impl Live {
    fn frame(&mut self, ctx: &Context, lent: &Lent, event_loop: &ActiveEventLoop) -> Result<(), String> {
        let is_first = self.last.is_none();
        self.last = Some(Instant::now());
        egui_winit::update_viewport_info(&mut self.info, ctx, &self.window, false);
        let mut input = self.state.take_egui_input(&self.window);
        input.viewports = std::iter::once((ViewportId::ROOT, self.info.clone())).collect();
        let output = ctx.run_ui(input, |ui| lent.frame(ui));
        self.info.events.clear();
        self.show(ctx, event_loop, output)?;
        if is_first {
            self.window.set_visible(true);
        }
        Ok(())
    }

    fn show(
        &mut self,
        ctx: &Context,
        event_loop: &ActiveEventLoop,
        output: FullOutput,
    ) -> Result<(), String> {
        self.state
            .handle_platform_output_with_event_loop(&self.window, event_loop, output.platform_output);
        let mut asked = Vec::new();
        for viewport in output.viewport_output.into_values() {
            let (window, info) = (&self.window, &mut self.info);
            egui_winit::process_viewport_commands(ctx, info, viewport.commands, window, &mut asked);
        }
        self.painter.take_textures(output.textures_delta);
        let primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
        let size = self.window.inner_size();
        if let (Some(width), Some(height)) = (NonZeroU32::new(size.width), NonZeroU32::new(size.height)) {
            let told = |error: softbuffer::SoftBufferError| error.to_string();
            self.surface.resize(width, height).map_err(told)?;
            let mut buffer = self.surface.buffer_mut().map_err(told)?;
            self.painter.paint(
                &mut buffer,
                width.get() as usize,
                &primitives,
                output.pixels_per_point,
            );
            self.window.pre_present_notify();
            buffer.present().map_err(told)?;
        }
        Ok(())
    }

    fn access_event(&mut self, ctx: &Context, event: AccessEvent) {
        match event {
            AccessEvent::InitialTreeRequested => ctx.enable_accesskit(),
            AccessEvent::ActionRequested(request) => self.state.on_accesskit_action_request(request),
            AccessEvent::AccessibilityDeactivated => ctx.disable_accesskit(),
        }
    }
}

impl ApplicationHandler<UserEvent> for CpuWindow {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.live.is_some() {
            return;
        }
        match self.open(event_loop) {
            Ok(live) => {
                self.live = Some(live);
                // A window that is not visible gets no request to be drawn.
                self.frame(event_loop);
                self.frame_at(Instant::now());
            }
            Err(reason) => {
                self.failure = Some(reason);
                event_loop.exit();
            }
        }
    }

    fn new_events(&mut self, _: &ActiveEventLoop, cause: StartCause) {
        if let (StartCause::ResumeTimeReached { .. }, Some(live)) = (cause, &self.live) {
            live.window.request_redraw();
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(live) = &mut self.live else { return };
        match &event {
            WindowEvent::RedrawRequested => return self.frame(event_loop),
            WindowEvent::CloseRequested => live.info.events.push(ViewportEvent::Close),
            _ => {}
        }
        let response = live.state.on_window_event(&live.window, &event);
        if response.repaint || event == WindowEvent::CloseRequested {
            self.frame_at(Instant::now());
        }
    }

    fn user_event(&mut self, _: &ActiveEventLoop, event: UserEvent) {
        match event {
            UserEvent::RequestRepaint { when, .. } => self.frame_at(when),
            UserEvent::AccessKitActionRequest(event) => {
                if let Some(live) = &mut self.live {
                    live.access_event(&self.ctx, event.window_event);
                    self.frame_at(Instant::now());
                }
            }
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        match (self.next, &self.live) {
            (Some(next), Some(live)) if next <= Instant::now() => {
                self.next = None;
                live.window.request_redraw();
                event_loop.set_control_flow(ControlFlow::Wait);
            }
            (Some(next), _) => event_loop.set_control_flow(ControlFlow::WaitUntil(next)),
            (None, _) => event_loop.set_control_flow(ControlFlow::Wait),
        }
    }
}
