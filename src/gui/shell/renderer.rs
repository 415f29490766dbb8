//! How the window is drawn: what is remembered, tried and said about it.

use super::dispatch::Desk;
use crate::gui::renderer::{Adapters, Renderer};
use crate::workspace::message::Message;
use crate::workspace::settings::RendererChoice;

impl Desk {
    /// What the first window is drawn by: what is asked for now, else what is remembered. When the last start ended
    /// while a driver was being tried, the driver is not trusted again until somebody asks for it.
    pub(super) fn choose_renderer(&mut self, asked: Option<RendererChoice>) -> RendererChoice {
        let failed = self.trials.take_crashed();
        if let Some(asked) = asked {
            self.settings.renderer = asked;
        } else if let Some(failed) = failed {
            self.settings.renderer = RendererChoice::Cpu;
            let name = self.texts.get(&format!("action-renderer-{}", failed.code()));
            self.workspace
                .messages
                .push(Message::info("message-renderer-crashed").with("renderer", name));
        }
        self.settings.renderer
    }

    /// Notes what is about to be tried, and says when something better did not work.
    pub(super) fn drawn_by(&mut self, way: Renderer, is_second_choice: bool) {
        if is_second_choice {
            self.workspace
                .messages
                .push(Message::info("message-renderer-fallback"));
        }
        match way {
            Renderer::Wgpu(Adapters::Hardware) => self.trials.begin(RendererChoice::Gpu),
            Renderer::Wgpu(Adapters::Software) => self.trials.begin(RendererChoice::Software),
            Renderer::OpenGl => self.trials.begin(RendererChoice::OpenGl),
            Renderer::Cpu => self.trials.end(),
        }
        self.save_settings();
    }

    /// The window has shown something.
    pub(super) fn end_renderer_trial(&mut self, is_over: bool) {
        if is_over {
            self.trials.end();
        }
    }

    /// Asks for a new window in place of this one; nothing else changes.
    pub(super) fn draw_anew_by(&mut self, choice: RendererChoice) {
        self.settings.renderer = choice;
        self.view.renderer_wanted = Some(choice);
        self.save_settings();
    }
}
