//! Tiles from a map service, one request for each.

use std::io::Read as _;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use ureq::Agent;

use super::super::pixels::Pixels;
use super::super::{Blocks, Damage, pyramid};
use super::description::Description;
use super::keys::Key;

/// How long a service may take to be reached, and for the whole of an answer.
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(15);
/// Other addresses to which an answer may lead.
const REDIRECTS: u32 = 3;
/// After so many failures in a row nothing is asked for a while.
const FAILURES: u32 = 6;
const PAUSE: Duration = Duration::from_secs(30);

/// A map service.
pub(super) struct Service {
    description: Description,
    key: Option<Key>,
    agent: Agent,
    health: Mutex<Health>,
}

#[derive(Default)]
struct Health {
    failures: u32,
    paused: Option<Instant>,
}

impl Service {
    /// A service; nothing is asked yet.
    pub fn new(description: Description, key: Option<Key>) -> Self {
        let config = Agent::config_builder()
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE))
            .max_redirects(REDIRECTS)
            .http_status_as_error(false)
            .user_agent(concat!("redline/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            description,
            key,
            agent: config.into(),
            health: Mutex::default(),
        }
    }

    fn address(&self, level: usize, column: u64, row: u64) -> String {
        let pyramid = &self.description.pyramid;
        let zoom = pyramid.zoom(level);
        let names = &self.description.names;
        let name = names.get((zoom - pyramid.coarsest) as usize);
        let rows = match pyramid.scheme {
            pyramid::Scheme::Mercator => 1_u64 << zoom,
            pyramid::Scheme::Degrees(_) => (1_u64 << zoom) / 2,
        };
        let servers = &self.description.servers;
        let server = usize::try_from(column + row).unwrap_or(0) % servers.len().max(1);
        let key = self.key.as_ref().map_or("", Key::reveal);
        self.description
            .url
            .replace("{z}", &name.cloned().unwrap_or_else(|| zoom.to_string()))
            .replace("{x}", &column.to_string())
            .replace("{y}", &row.to_string())
            .replace("{-y}", &rows.saturating_sub(row + 1).to_string())
            .replace("{s}", servers.get(server).map_or("", String::as_str))
            .replace("{key}", key)
    }

    /// Asks for one tile. What goes wrong is told without the address: the key stands in it.
    fn ask(&self, address: &str) -> Result<Option<Vec<u8>>, Damage> {
        let answer = self.agent.get(address).call().map_err(|error| reason(&error))?;
        match answer.status().as_u16() {
            200 => {}
            204 | 404 => return Ok(None),
            status => return Err(Damage(format!("HTTP {status}"))),
        }
        let mut bytes = Vec::new();
        let body = answer.into_body().into_reader();
        let read = body.take(pyramid::TILE_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| Damage(format!("the answer breaks off ({})", error.kind())))?;
        if bytes.len() as u64 > pyramid::TILE_BYTES {
            return Err(Damage(format!("more than {} MiB", pyramid::TILE_BYTES >> 20)));
        }
        Ok(Some(bytes))
    }

    fn tile(&self, level: usize, column: u64, row: u64) -> Result<Option<Pixels>, Damage> {
        let Some(bytes) = self.ask(&self.address(level, column, row))? else {
            return Ok(None);
        };
        let pixels = pyramid::decode_tile(&bytes)?;
        let side = self.description.pyramid.side;
        if [pixels.width, pixels.height] != [side; 2] {
            return Err(Damage(format!(
                "{} × {} pixels instead of {side} × {side}",
                pixels.width, pixels.height
            )));
        }
        Ok(Some(pixels))
    }

    /// Whether the service is left alone now.
    fn is_paused(&self) -> bool {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        match health.paused {
            Some(since) if since.elapsed() < PAUSE => true,
            Some(_) => {
                *health = Health::default();
                false
            }
            None => false,
        }
    }

    fn note(&self, has_failed: bool) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.failures = if has_failed { health.failures + 1 } else { 0 };
        if health.failures >= FAILURES && health.paused.is_none() {
            health.paused = Some(Instant::now());
        }
    }
}

fn reason(error: &ureq::Error) -> Damage {
    Damage(match error {
        ureq::Error::Timeout(_) => "no answer in time".to_owned(),
        ureq::Error::HostNotFound => "the server is not known".to_owned(),
        ureq::Error::ConnectionFailed => "the server cannot be reached".to_owned(),
        ureq::Error::TooManyRedirects => "too many redirections".to_owned(),
        ureq::Error::Io(error) => format!("no connection ({})", error.kind()),
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) => "the certificate cannot be trusted".to_owned(),
        _ => "the answer makes no sense".to_owned(),
    })
}

impl Blocks for Service {
    fn block(&self, level: usize, column: u64, row: u64) -> Result<Option<Pixels>, Damage> {
        if self.is_paused() {
            return Err(Damage(
                "the service has failed and is left alone for a while".to_owned(),
            ));
        }
        let tile = self.tile(level, column, row);
        self.note(tile.is_err());
        tile
    }

    // A service whose coarsest tiles are fine would get hundreds of requests for each tile of a map of the province.
    fn are_cheap(&self) -> bool {
        false
    }

    fn name(&self, level: usize, column: u64, row: u64) -> String {
        self.description.pyramid.name(level, column, row)
    }
}
