//! Which of several ways puts the window on the screen, and what happens when one fails.
//!
//! Meaning: remote desktops, virtual machines and old drivers are where many of our users work. A graphics processor
//! is tried first, then a graphics library that computes on the processor, and last a painter of our own that needs
//! nothing but a window ([`cpu`]). The program that the user works with is one value ([`App`]) that is lent to whichever
//! window there is: when a driver resets and the graphics device is lost, a new window takes over and nothing else
//! changes.
//!
//! Input: the application and what was asked for. Output: the application again, when the user has closed the window.
//!
//! Deliberately not here: what is drawn.

mod canvas;
mod cpu;
mod gpu;
mod textures;

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use eframe::UserEvent;
use egui_winit::winit;
use winit::application::ApplicationHandler;
use winit::event_loop::EventLoop;
use winit::platform::run_on_demand::EventLoopExtRunOnDemand as _;

use crate::gui::shell::App;
use crate::workspace::settings::RendererChoice;

/// How often a window that failed while it was open is replaced before the program gives up.
const MOST_REBUILDS: u32 = 5;

/// One way of drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renderer {
    /// A graphics library (Vulkan, Metal, Direct3D 12, OpenGL ES) on whichever of `adapters` is best.
    Wgpu(Adapters),
    /// OpenGL 2.1 or later.
    OpenGl,
    /// Our own painter, on the processor.
    Cpu,
}

/// Which adapters may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adapters {
    /// Graphics processors only.
    Hardware,
    /// Adapters that compute on the processor only: lavapipe, WARP.
    Software,
    /// A graphics processor where there is one.
    Any,
}

/// What is tried, in this order.
#[must_use]
pub fn chain(choice: RendererChoice) -> Vec<Renderer> {
    let first = match choice {
        RendererChoice::Auto => Renderer::Wgpu(Adapters::Any),
        RendererChoice::Gpu => Renderer::Wgpu(Adapters::Hardware),
        RendererChoice::Software => Renderer::Wgpu(Adapters::Software),
        RendererChoice::OpenGl => Renderer::OpenGl,
        RendererChoice::Cpu => return vec![Renderer::Cpu],
    };
    // Whatever was asked for, a window is better than none.
    vec![first, Renderer::Cpu]
}

/// What happened to a window.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    /// The user closed it.
    Closed,
    /// It never showed anything, and why.
    NeverOpened(String),
    /// It stood and can no longer be drawn to.
    Lost,
}

/// The application on loan to a window, and what the window learns about it.
#[derive(Clone)]
struct Lent {
    app: Rc<RefCell<App>>,
    /// A window was there and took the application.
    opened: Rc<Cell<bool>>,
    /// The user closed it.
    closing: Rc<Cell<bool>>,
    /// A frame of the application is being computed: an error now is its own and not the driver's.
    in_frame: Rc<Cell<bool>>,
}

impl Lent {
    fn new(app: &Rc<RefCell<App>>) -> Self {
        Self {
            app: Rc::clone(app),
            opened: Rc::default(),
            closing: Rc::default(),
            in_frame: Rc::default(),
        }
    }

    fn open(&self, ctx: &egui::Context) {
        self.opened.set(true);
        self.app.borrow_mut().attach(ctx);
    }

    fn frame(&self, ui: &mut egui::Ui) {
        if ui.input(|input| input.viewport().close_requested()) {
            self.closing.set(true);
        }
        self.in_frame.set(true);
        self.app.borrow_mut().frame(ui);
        self.in_frame.set(false);
    }
}

/// Opens a window by the first way that works and stays until the user closes it. Gives what was tried in vain, a line
/// each, when none works.
///
/// # Errors
/// When there is no display at all, or no way of drawing works.
pub fn run(app: App, choice: RendererChoice) -> Result<(), Vec<String>> {
    let mut event_loop = EventLoop::<UserEvent>::with_user_event()
        .build()
        .map_err(|error| vec![error.to_string()])?;
    let app = Rc::new(RefCell::new(app));
    let mut tried = Vec::new();
    let mut rebuilds = 0;
    let (mut ways, mut at) = (chain(choice), 0);
    while let Some(way) = ways.get(at).copied() {
        app.borrow_mut().drawn_by(way, tried.last().map(String::as_str));
        match open_window(&mut event_loop, way, &app) {
            Ended::Closed => {
                app.borrow_mut().save();
                return Ok(());
            }
            Ended::NeverOpened(reason) => {
                tried.push(reason);
                at += 1;
            }
            Ended::Lost => {
                if let Some(choice) = app.borrow_mut().take_renderer_wanted() {
                    (ways, at) = (chain(choice), 0);
                    tried.clear();
                } else if rebuilds < MOST_REBUILDS {
                    rebuilds += 1;
                } else {
                    at += 1;
                }
            }
        }
    }
    app.borrow_mut().save();
    Err(tried)
}

fn open_window(event_loop: &mut EventLoop<UserEvent>, way: Renderer, app: &Rc<RefCell<App>>) -> Ended {
    let lent = Lent::new(app);
    match way {
        Renderer::Cpu => {
            let mut window = cpu::CpuWindow::new(lent.clone(), event_loop.create_proxy());
            let ended = run_window(event_loop, &mut window, &lent);
            match window.failure() {
                Some(reason) if !lent.opened.get() => Ended::NeverOpened(reason.to_owned()),
                _ => ended,
            }
        }
        Renderer::Wgpu(_) | Renderer::OpenGl => {
            let mut window = gpu::window(event_loop, way, lent.clone());
            run_window(event_loop, &mut window, &lent)
        }
    }
}

/// Runs a window to its end. Graphics libraries panic where a driver breaks down; that ends the window and not the work.
fn run_window(
    event_loop: &mut EventLoop<UserEvent>,
    window: &mut impl ApplicationHandler<UserEvent>,
    lent: &Lent,
) -> Ended {
    let run = catch_unwind(AssertUnwindSafe(|| event_loop.run_app_on_demand(window)));
    let reason = match run {
        Err(panic) if lent.in_frame.get() => resume_unwind(panic),
        Err(panic) => words_of(panic.as_ref()),
        Ok(Err(error)) => error.to_string(),
        Ok(Ok(())) => String::new(),
    };
    if lent.closing.get() {
        Ended::Closed
    } else if lent.opened.get() {
        Ended::Lost
    } else {
        Ended::NeverOpened(reason)
    }
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or_default()
        .to_owned()
}

/// The window as it is asked for, whoever draws it.
fn viewport() -> egui::ViewportBuilder {
    /// Least and first size, in logical pixels.
    const LEAST_SIZE: [f32; 2] = [960.0, 600.0];
    const FIRST_SIZE: [f32; 2] = [1440.0, 900.0];
    egui::ViewportBuilder::default()
        .with_title("redline 红线核查")
        .with_app_id("redline")
        .with_inner_size(FIRST_SIZE)
        .with_min_inner_size(LEAST_SIZE)
        .with_drag_and_drop(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_ends_with_the_painter_that_needs_nothing() {
        for choice in RendererChoice::ALL {
            let ways = chain(choice);
            assert_eq!(ways.last(), Some(&Renderer::Cpu), "{choice:?}");
            assert_eq!(ways.iter().filter(|way| **way == Renderer::Cpu).count(), 1);
        }
    }
}
