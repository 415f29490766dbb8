//! What the program remembers about a user: language, theme, how mouse and keys work, what lies over the map, recent
//! files, widths of the panels, where the window stood, columns of tables, symbols of layers, what was said
//! about files of a name.
//!
//! Meaning: one small TOML file. It never stands in the way: a missing or broken one gives the
//! defaults, and a broken one is kept aside under another name, so that nothing is lost silently.
//!
//! Deliberately not here: anything that belongs to a project.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::habit::Habits;
use super::table_habit::TableHabits;

/// Recent files that are remembered.
const RECENT: usize = 20;

/// Which colours the window uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeChoice {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl ThemeChoice {
    /// All choices in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The code used in the file and in text ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// How the window is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RendererChoice {
    /// By the first way that works.
    #[default]
    Auto,
    /// By a graphics processor.
    Gpu,
    /// By a graphics library that computes on the processor.
    Software,
    /// By OpenGL 2.1 or later.
    OpenGl,
    /// By the program itself, on the processor.
    Cpu,
}

impl RendererChoice {
    /// All choices in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Auto, Self::Gpu, Self::Software, Self::OpenGl, Self::Cpu];

    /// The code used in the file, in text ids and on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Gpu => "gpu",
            Self::Software => "software",
            Self::OpenGl => "opengl",
            Self::Cpu => "cpu",
        }
    }

    /// The choice of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }
}

/// Which program the hand comes from: what mouse, wheel and keys do on the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    /// Desktop GIS.
    #[default]
    Gis,
    /// CAD.
    Cad,
    /// Maps in a browser.
    Web,
}

impl Preset {
    /// All presets in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Gis, Self::Cad, Self::Web];

    /// The code used in the file and in text ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Gis => "gis",
            Self::Cad => "cad",
            Self::Web => "web",
        }
    }
}

/// Where the window stood, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WindowPlace {
    /// Width and height, without the frame; of a maximised window those that it goes back to.
    pub size: [f32; 2],
    /// Where its upper left corner was, with the frame; `None` where the system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<[f32; 2]>,
    /// Whether it filled the screen.
    #[serde(default)]
    pub maximized: bool,
}

impl WindowPlace {
    /// Whether the numbers of a file can be those of a window.
    fn is_sane(&self) -> bool {
        let numbers = self.size.iter().chain(self.position.iter().flatten());
        numbers.into_iter().all(|number| number.abs() <= 1e5)
    }
}

/// Roles whose symbols are remembered.
const MOST_SYMBOLS: usize = 100;

/// The settings of a user.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Code of the language, such as `zh-CN`; `None` for the default.
    pub language: Option<String>,
    /// Which colours the window uses.
    pub theme: ThemeChoice,
    /// How the window is to be drawn.
    pub renderer: RendererChoice,
    /// What mouse, wheel and keys do on the map.
    pub preset: Preset,
    /// Whether latitude and longitude are shown as decimal degrees, not as degrees, minutes, seconds.
    pub decimal_degrees: bool,
    /// Whether lines of longitude and latitude lie over the map.
    pub graticule: bool,
    /// Whether the kilometre grid lies over the map.
    pub kilometre_grid: bool,
    /// Projects and files opened last, newest first.
    pub recent: Vec<PathBuf>,
    /// Width of the panel at the left, in logical pixels.
    pub left_width: f32,
    /// Width of the panel at the right, in logical pixels.
    pub right_width: f32,
    /// Where the window stood; `None` before the first one.
    pub window: Option<WindowPlace>,
    /// How the columns of attribute tables are shown.
    pub tables: TableHabits,
    /// Symbol sets that were chosen for layers, by the code of their role: a shipped set's name or a path.
    pub symbols: BTreeMap<String, String>,
    /// What was said of files before.
    pub habits: Habits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            theme: ThemeChoice::System,
            preset: Preset::Gis,
            decimal_degrees: false,
            graticule: false,
            kilometre_grid: false,
            renderer: RendererChoice::Auto,
            recent: Vec::new(),
            left_width: 248.0,
            right_width: 360.0,
            window: None,
            tables: TableHabits::default(),
            symbols: BTreeMap::new(),
            habits: Habits::default(),
        }
    }
}

/// The file as it is written.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct SettingsFile {
    language: Option<String>,
    theme: Option<String>,
    preset: Option<String>,
    decimal_degrees: bool,
    graticule: bool,
    kilometre_grid: bool,
    renderer: Option<String>,
    left_width: Option<f32>,
    right_width: Option<f32>,
    recent: Vec<PathBuf>,
    window: Option<WindowPlace>,
    tables: TableHabits,
    symbols: BTreeMap<String, String>,
    habits: Habits,
}

/// What reading the settings gave.
#[derive(Debug, PartialEq)]
pub struct ReadSettings {
    /// The settings, or the defaults.
    pub settings: Settings,
    /// Where a broken file was kept aside.
    pub kept_aside: Option<PathBuf>,
}

impl Settings {
    /// Where the settings of this user live; `None` when the system names no home.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        let directories = directories::ProjectDirs::from("", "", "redline")?;
        Some(directories.config_dir().join("settings.toml"))
    }

    /// Reads the file; what cannot be read gives the defaults.
    #[must_use]
    pub fn read(path: &Path) -> ReadSettings {
        let Ok(bytes) = fs::read(path) else {
            return ReadSettings {
                settings: Self::default(),
                kept_aside: None,
            };
        };
        let parsed = std::str::from_utf8(&bytes)
            .ok()
            .and_then(|text| toml::from_str(text).ok());
        match parsed {
            Some(file) => ReadSettings {
                settings: Self::of_file(file),
                kept_aside: None,
            },
            None => ReadSettings {
                settings: Self::default(),
                kept_aside: keep_aside(path),
            },
        }
    }

    /// Writes the file whole, through a temporary one beside it.
    ///
    /// # Errors
    /// When the directory or the file cannot be written; the old file stays.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let directory = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        let text = toml::to_string(&self.to_file()).map_err(io::Error::other)?;
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        file.write_all(text.as_bytes())?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Puts a file first among the recent ones.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT);
    }

    fn of_file(file: SettingsFile) -> Self {
        let defaults = Self::default();
        let theme = file.theme.as_deref();
        let preset = file.preset.as_deref();
        let width = |value: Option<f32>, default: f32| {
            value
                .filter(|width| width.is_finite())
                .map_or(default, |width| width.clamp(160.0, 900.0))
        };
        let choice = |code: Option<String>| code.as_deref().and_then(RendererChoice::parse);
        Self {
            language: file.language,
            theme: ThemeChoice::ALL
                .into_iter()
                .find(|choice| Some(choice.code()) == theme)
                .unwrap_or_default(),
            preset: Preset::ALL
                .into_iter()
                .find(|known| Some(known.code()) == preset)
                .unwrap_or_default(),
            decimal_degrees: file.decimal_degrees,
            graticule: file.graticule,
            kilometre_grid: file.kilometre_grid,
            renderer: choice(file.renderer).unwrap_or_default(),
            recent: file.recent.into_iter().take(RECENT).collect(),
            left_width: width(file.left_width, defaults.left_width),
            right_width: width(file.right_width, defaults.right_width),
            window: file.window.filter(WindowPlace::is_sane),
            tables: file.tables.checked(),
            symbols: file.symbols.into_iter().take(MOST_SYMBOLS).collect(),
            habits: file.habits,
        }
    }

    fn to_file(&self) -> SettingsFile {
        SettingsFile {
            language: self.language.clone(),
            theme: Some(self.theme.code().to_owned()),
            preset: Some(self.preset.code().to_owned()),
            decimal_degrees: self.decimal_degrees,
            graticule: self.graticule,
            kilometre_grid: self.kilometre_grid,
            renderer: Some(self.renderer.code().to_owned()),
            left_width: Some(self.left_width),
            right_width: Some(self.right_width),
            recent: self.recent.clone(),
            window: self.window,
            tables: self.tables.clone(),
            symbols: self.symbols.clone(),
            habits: self.habits.clone(),
        }
    }
}

/// Renames a broken file so that the next write does not destroy it.
fn keep_aside(path: &Path) -> Option<PathBuf> {
    let aside = (0..1000)
        .map(|number| path.with_extension(format!("toml.broken-{number}")))
        .find(|candidate| !candidate.exists())?;
    fs::rename(path, &aside).ok()?;
    Some(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_and_a_missing_file_gives_the_defaults() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("deep/er/settings.toml");
        assert_eq!(Settings::read(&path).settings, Settings::default());
        let mut settings = Settings {
            language: Some("en".into()),
            theme: ThemeChoice::Dark,
            renderer: RendererChoice::Cpu,
            window: Some(WindowPlace {
                size: [1280.0, 720.5],
                position: Some([-20.0, 0.0]),
                maximized: true,
            }),
            ..Settings::default()
        };
        settings
            .tables
            .change("eco_redline", |habit| habit.widen("field:名称", 120.5));
        settings.remember(Path::new("/a/瑞昌.toml"));
        settings.remember(Path::new("/b.toml"));
        settings.remember(Path::new("/a/瑞昌.toml"));
        settings.write(&path).unwrap();
        assert_eq!(Settings::read(&path).settings, settings);
        assert_eq!(settings.recent.len(), 2);
    }

    #[test]
    fn a_broken_file_is_kept_aside() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("settings.toml");
        for broken in [&b"language = ["[..], &b"\xff\xfe\x00"[..], &b"recent = 7"[..]] {
            fs::write(&path, broken).unwrap();
            let read = Settings::read(&path);
            assert_eq!(read.settings, Settings::default());
            assert_eq!(fs::read(read.kept_aside.unwrap()).unwrap(), broken);
            assert!(!path.exists());
        }
    }
}
