//! Whole frames of egui as pixels.

use egui::epaint::ClippedPrimitive;
use egui::{TextureId, TexturesDelta};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::canvas::{self, Band};
use super::textures::Textures;

/// Paints what egui wants to show, without a graphics library. Pixels are `0x00RRGGBB`, rows from the top.
#[derive(Debug)]
pub struct CpuPainter {
    /// Threads of its own: a frame that waited for those of the jobs would stand still while a large file is read. `None`
    /// where the system gives none; then the caller's thread paints.
    threads: Option<ThreadPool>,
    textures: Textures,
    /// Pictures that the last frame was the last to use.
    old: Vec<TextureId>,
}

impl Default for CpuPainter {
    fn default() -> Self {
        let threads = ThreadPoolBuilder::new()
            .thread_name(|number| format!("painter-{number}"))
            .build();
        Self {
            threads: threads.ok(),
            textures: Textures::default(),
            old: Vec::new(),
        }
    }
}

impl CpuPainter {
    /// Takes over the pictures of a frame; comes before it is painted.
    pub fn take_textures(&mut self, delta: TexturesDelta) {
        self.textures.drop_old(&self.old);
        self.old = self.textures.take_new(delta);
    }

    /// Paints a frame over whatever was there; `width` is that of a row in pixels.
    pub fn paint(
        &self,
        pixels: &mut [u32],
        width: usize,
        primitives: &[ClippedPrimitive],
        pixels_per_point: f32,
    ) {
        let mut bands = canvas::bands(pixels, width);
        let paint = |band: &mut Band<'_>| band.paint(primitives, pixels_per_point, &self.textures);
        match &self.threads {
            Some(threads) => threads.install(|| bands.par_iter_mut().for_each(paint)),
            None => bands.iter_mut().for_each(paint),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_frame_is_painted_while_the_threads_of_the_jobs_are_busy() {
        let gave_up = Arc::new(AtomicUsize::new(0));
        let (release, wait) = crossbeam_channel::bounded::<()>(0);
        for _ in 0..rayon::current_num_threads() {
            let (wait, gave_up) = (wait.clone(), Arc::clone(&gave_up));
            rayon::spawn(move || {
                if wait.recv_timeout(Duration::from_secs(20))
                    == Err(crossbeam_channel::RecvTimeoutError::Timeout)
                {
                    gave_up.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let mut pixels = vec![7; 300 * 200];
        CpuPainter::default().paint(&mut pixels, 300, &[], 1.0);
        assert!(pixels.iter().all(|pixel| *pixel == 0));
        assert_eq!(
            gave_up.load(Ordering::SeqCst),
            0,
            "painted only when the jobs were done"
        );
        drop(release);
    }
}
