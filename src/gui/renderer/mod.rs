//! Which of several ways puts the window on the screen, and what happens when one fails.
//!
//! Meaning: remote desktops, virtual machines and old drivers are where many of our users work. A graphics processor
//! is tried first, then a painter of our own that needs nothing but a window. The program that the user works with is one value ([`App`]) that is lent to whichever
//! window there is: when a driver resets and the graphics device is lost, a new window takes over and nothing else
//! changes.
//!
//! Input: the application and what was asked for. Output: the application again, when the user has closed the window.
//!
//! Deliberately not here: what is drawn.

mod canvas;
mod cpu;
mod gpu;
mod guarded;
mod painter;
mod place;
mod textures;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use eframe::UserEvent;
use egui_winit::winit;
use winit::application::ApplicationHandler;
use winit::event_loop::EventLoop;
use winit::platform::run_on_demand::EventLoopExtRunOnDemand as _;

use guarded::Guarded;
pub use painter::CpuPainter;
pub(in crate::gui) use place::noted;
use place::{FIRST_SIZE, LEAST_SIZE};

use crate::gui::shell::App;
use crate::workspace::settings::RendererChoice;

/// How often a window that failed while it was open is replaced before the program gives up.
const MOST_REBUILDS: u32 = 5;

/// One way of drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renderer {
    /// A graphics library (Vulkan, Metal, Direct3D 12, OpenGL ES) on the best adapter of a kind.
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
}

/// What is tried, in this order.
#[must_use]
pub fn chain(choice: RendererChoice) -> Vec<Renderer> {
    let first = match choice {
        // Without a graphics processor our own painter needs half of what a graphics library in software does.
        RendererChoice::Auto | RendererChoice::Gpu => Renderer::Wgpu(Adapters::Hardware),
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
    /// The screens that were there when the window was about to open.
    screens: Rc<RefCell<Vec<egui::Rect>>>,
}

impl Lent {
    fn new(app: &Rc<RefCell<App>>) -> Self {
        Self {
            app: Rc::clone(app),
            opened: Rc::default(),
            closing: Rc::default(),
            in_frame: Rc::default(),
            screens: Rc::default(),
        }
    }

    /// The window where it stood last.
    fn placed(&self, builder: egui::ViewportBuilder) -> egui::ViewportBuilder {
        place::placed(builder, self.app.borrow().window_place(), &self.screens.borrow())
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
        app.borrow_mut().drawn_by(way, !tried.is_empty());
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
    let reason = match way {
        Renderer::Cpu => {
            let window = cpu::CpuWindow::new(lent.clone(), event_loop.create_proxy());
            run_window(event_loop, window, &lent).map(cpu::CpuWindow::failure)
        }
        Renderer::Wgpu(_) | Renderer::OpenGl => {
            let window = gpu::window(event_loop, way, lent.clone());
            run_window(event_loop, window, &lent).map(|_| None)
        }
    };
    if lent.closing.get() {
        Ended::Closed
    } else if lent.opened.get() {
        Ended::Lost
    } else {
        Ended::NeverOpened(reason.unwrap_or_else(Some).unwrap_or_else(|| format!("{way:?}")))
    }
}

/// Runs a window to its end; gives what broke it down.
fn run_window<W: ApplicationHandler<UserEvent>>(
    event_loop: &mut EventLoop<UserEvent>,
    window: W,
    lent: &Lent,
) -> Result<W, String> {
    let mut guarded = Guarded::new(window, lent.clone());
    let ended = event_loop.run_app_on_demand(&mut guarded);
    ended.map_err(|error| error.to_string())?;
    guarded.finish()
}

/// The window as it is asked for, whoever draws it.
fn viewport() -> egui::ViewportBuilder {
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
