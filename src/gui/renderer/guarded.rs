//! A window whose breakdown ends the window and not the program.
//!
//! Meaning: graphics libraries panic where a driver gives up in the middle of a frame. The panic is caught where the event
//! loop calls the window, so that the loop itself ends in good order and can run the next window.
//!
//! Deliberately not here: errors of the application itself; those pass through.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use eframe::UserEvent;
use egui_winit::winit;
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, StartCause, WindowEvent};
use winit::event_loop::ActiveEventLoop;
use winit::window::WindowId;

use super::Lent;
use super::place::screens;

/// A window and what became of it.
pub(super) struct Guarded<W> {
    window: W,
    lent: Lent,
    /// What the panic said, once there was one; the window hears nothing more.
    breakdown: Option<String>,
}

impl<W: ApplicationHandler<UserEvent>> Guarded<W> {
    pub fn new(window: W, lent: Lent) -> Self {
        Self {
            window,
            lent,
            breakdown: None,
        }
    }

    /// Takes the window down and gives it back, unless it broke down.
    pub fn finish(self) -> Result<W, String> {
        match self.breakdown {
            None => Ok(self.window),
            Some(reason) => {
                // What broke down may do so again while its parts are dropped.
                let _ = catch_unwind(AssertUnwindSafe(|| drop(self.window)));
                Err(reason)
            }
        }
    }

    fn call(&mut self, event_loop: &ActiveEventLoop, call: impl FnOnce(&mut W, &ActiveEventLoop)) {
        if self.breakdown.is_some() {
            return;
        }
        let window = &mut self.window;
        match catch_unwind(AssertUnwindSafe(|| call(window, event_loop))) {
            Ok(()) => {}
            Err(panic) if self.lent.in_frame.get() => resume_unwind(panic),
            Err(panic) => {
                self.breakdown = Some(words_of(panic.as_ref()));
                event_loop.exit();
            }
        }
    }
}

impl<W: ApplicationHandler<UserEvent>> ApplicationHandler<UserEvent> for Guarded<W> {
    fn new_events(&mut self, event_loop: &ActiveEventLoop, cause: StartCause) {
        self.call(event_loop, |window, event_loop| {
            window.new_events(event_loop, cause);
        });
    }

    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        *self.lent.screens.borrow_mut() = screens(event_loop);
        self.call(event_loop, ApplicationHandler::resumed);
    }

    fn user_event(&mut self, event_loop: &ActiveEventLoop, event: UserEvent) {
        self.call(event_loop, |window, event_loop| {
            window.user_event(event_loop, event);
        });
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, id: WindowId, event: WindowEvent) {
        self.call(event_loop, |window, event_loop| {
            window.window_event(event_loop, id, event);
        });
    }

    fn device_event(&mut self, event_loop: &ActiveEventLoop, id: DeviceId, event: DeviceEvent) {
        self.call(event_loop, |window, event_loop| {
            window.device_event(event_loop, id, event);
        });
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        self.call(event_loop, ApplicationHandler::about_to_wait);
    }

    fn suspended(&mut self, event_loop: &ActiveEventLoop) {
        self.call(event_loop, ApplicationHandler::suspended);
    }

    fn exiting(&mut self, event_loop: &ActiveEventLoop) {
        self.call(event_loop, ApplicationHandler::exiting);
    }

    fn memory_warning(&mut self, event_loop: &ActiveEventLoop) {
        self.call(event_loop, ApplicationHandler::memory_warning);
    }
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or_default()
        .to_owned()
}
