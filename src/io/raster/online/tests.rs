//! A service on this machine that answers as it should, and one that lies.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::*;
use crate::crs::{Crs, CrsId};
use crate::io::raster::fixture::{TileFile, png};
use crate::io::raster::{BlockCache, Fault, Raster};

const KEY: &str = "SECRET0123456789";

/// Answers each request on a thread of its own and remembers what was asked.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        let serve = move || {
            for stream in listener.incoming() {
                let (Ok(mut stream), log, answer) = (stream, Arc::clone(&log), Arc::clone(&answer)) else {
                    return;
                };
                let one = move || {
                    let mut head = Vec::new();
                    let mut byte = [0; 1];
                    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                        head.push(byte[0]);
                    }
                    let text = String::from_utf8_lossy(&head).into_owned();
                    let target = text.split(' ').nth(1).unwrap_or_default().to_owned();
                    log.lock().unwrap().push(target.clone());
                    answer(&target, &mut stream);
                };
                std::thread::Builder::new().spawn(one).unwrap();
            }
        };
        std::thread::Builder::new().spawn(serve).unwrap();
        Self { port, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn reply(stream: &mut TcpStream, status: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}

/// `/z/x/y` of an address, and what stands behind it.
fn parts(target: &str) -> (u32, u64, u64, String) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut numbers = path.split('/').skip(1);
    let mut next = || {
        numbers
            .next()
            .and_then(|text| text.parse::<u64>().ok())
            .unwrap_or(u64::MAX)
    };
    let (z, x, y) = (next(), next(), next());
    (u32::try_from(z).unwrap_or(u32::MAX), x, y, query.to_owned())
}

fn raster(dir: &Path, port: u16, more: &str) -> Result<Raster, RasterError> {
    let path: PathBuf = dir.join("service.tiles");
    let keys = dir.join("keys.toml");
    std::fs::write(&keys, format!("tianditu = \"{KEY}\"\n")).unwrap();
    let text = format!(
        "format = \"redline.tiles/1\"\nurl = \"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}?tk={{key}}\"\n\
         key = \"tianditu\"\ntile = 64\nattribution = \"天地图\"\n{more}"
    );
    std::fs::write(&path, text).unwrap();
    let parts = open_with(&path, Some(&keys))?;
    let crs = Crs::resolve(CrsId::Epsg(3857)).unwrap();
    Raster::new(&path, "online", crs, parts, Arc::new(BlockCache::default()))
}

fn color(raster: &Raster, level: usize, column: u64, row: u64) -> Option<[u8; 4]> {
    match raster.fetch(level, column, row) {
        crate::io::raster::cache::Held::Pixels(pixels) => pixels.colors.first().copied(),
        _ => None,
    }
}

#[test]
fn tiles_are_asked_for_one_by_one_and_only_when_they_are_drawn() {
    let server = Server::start(|target, stream| {
        let (z, x, y, _) = parts(target);
        reply(stream, "200 OK", &png(64, 64, |_, _| TileFile::color(z, x, y)));
    });
    let dir = tempfile::tempdir().unwrap();
    let raster = raster(dir.path(), server.port, "scheme = \"mercator\"\nzooms = [2, 5]\n").unwrap();
    assert!(server.asked().is_empty(), "opening asks nobody");
    // From afar nothing is put together from hundreds of requests.
    assert_eq!(raster.views.len(), 4);
    assert_eq!(raster.attribution(), Some("天地图"));
    assert_eq!(color(&raster, 0, 7, 9), Some(TileFile::color(5, 7, 9)));
    assert_eq!(color(&raster, 3, 1, 2), Some(TileFile::color(2, 1, 2)));
    // What is held is not asked for again.
    assert_eq!(color(&raster, 0, 7, 9), Some(TileFile::color(5, 7, 9)));
    assert_eq!(
        server.asked(),
        [format!("/5/7/9?tk={KEY}"), format!("/2/1/2?tk={KEY}")]
    );
    assert!(raster.take_faults().is_empty());
    assert!(!format!("{raster:?}").contains(KEY));
}

/// A service of one zoom whose tile at a place is white and all others are black.
pub fn service_of_one_white_tile(dir: &Path, at: (u32, u64, u64)) -> Raster {
    let server = Server::start(move |target, stream| {
        let (z, x, y, _) = parts(target);
        let value = if (z, x, y) == at { 255 } else { 0 };
        reply(
            stream,
            "200 OK",
            &png(256, 256, |_, _| [value, value, value, 255]),
        );
    });
    let more = format!("scheme = \"mercator\"\nzooms = [{0}, {0}]\n", at.0);
    let text = more.as_str();
    let path = dir.join("corner.tiles");
    let url = format!("url = \"http://127.0.0.1:{}/{{z}}/{{x}}/{{y}}\"\n", server.port);
    std::fs::write(&path, format!("format = \"redline.tiles/1\"\n{url}{text}")).unwrap();
    let parts = open_with(&path, None).unwrap();
    let crs = Crs::resolve(CrsId::Epsg(3857)).unwrap();
    Raster::new(&path, "online", crs, parts, Arc::new(BlockCache::default())).unwrap()
}

#[test]
fn rows_from_the_south_and_matrices_by_name() {
    let server = Server::start(|_, stream| reply(stream, "200 OK", &png(64, 64, |_, _| [1, 2, 3, 255])));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("south.tiles");
    let text = format!(
        "format = \"redline.tiles/1\"\nurl = \"http://127.0.0.1:{}/{{s}}/{{z}}/{{x}}/{{-y}}\"\nservers = [\"a\", \"b\"]\n\
         tile = 64\nscheme = \"EPSG:4490\"\n\
         matrices = [{{ id = \"L3\", resolution = 0.703125 }}, {{ id = \"L4\", resolution = 0.3515625 }}]\n",
        server.port
    );
    std::fs::write(&path, text).unwrap();
    let parts = open_with(&path, None).unwrap();
    assert!(parts.blocks.block(0, 5, 1).unwrap().is_some());
    assert!(parts.blocks.block(1, 5, 2).unwrap().is_some());
    // Sixteen columns and eight rows have ground at zoom 4.
    assert_eq!(server.asked(), ["/a/L4/5/6", "/b/L3/5/1"]);
}

#[test]
fn a_service_that_lies_gives_holes_and_reasons_and_never_the_key() {
    let server = Server::start(|target, stream| {
        let (_, x, _, _) = parts(target);
        match x {
            0 => reply(stream, "404 Not Found", b"nothing"),
            1 => reply(stream, "200 OK", b"<html>please log in</html>"),
            2 => reply(stream, "200 OK", &png(128, 64, |_, _| [0; 4])),
            3 => reply(stream, "403 Forbidden", KEY.as_bytes()),
            4 => {
                // Says little and sends much.
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
                let chunk = vec![0_u8; 1 << 20];
                while stream.write_all(&chunk).is_ok() {}
            }
            5 => {
                let here = format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
                let _ = stream.write_all(here.as_bytes());
            }
            6 => {
                let away = b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n";
                let _ = stream.write_all(away);
            }
            7 => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nabc");
            }
            8 => {
                let _ = stream.write_all(b"no http at all\r\n\r\n");
            }
            _ => reply(stream, "200 OK", &png(64, 64, |_, _| [9, 9, 9, 255])),
        }
    });
    let dir = tempfile::tempdir().unwrap();
    for column in 0..9 {
        // Each anew: a service that has failed is left alone.
        let raster = raster(dir.path(), server.port, "scheme = \"mercator\"\nzooms = [4, 5]\n").unwrap();
        assert_eq!(color(&raster, 0, column, 1), None, "{column}");
        let faults = raster.take_faults();
        assert_eq!(faults.is_empty(), column == 0, "{column}: {faults:?}");
        assert!(!format!("{faults:?}").contains(KEY), "{faults:?}");
        for fault in faults {
            assert!(matches!(fault, Fault::Damaged { block, .. } if block == format!("5/{column}/1")));
        }
        assert_eq!(color(&raster, 0, 20, 1), Some([9, 9, 9, 255]), "others are drawn");
    }
}

#[test]
fn a_dead_service_is_left_alone_after_a_few_failures() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let dir = tempfile::tempdir().unwrap();
    let raster = raster(dir.path(), port, "scheme = \"mercator\"\n").unwrap();
    let start = Instant::now();
    for column in 0..400 {
        assert_eq!(color(&raster, 0, column, 1), None);
    }
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(raster.take_faults().len(), 1, "told once");
}

#[test]
fn a_service_that_never_answers_holds_a_thread_for_its_time_only() {
    let server = Server::start(|_, _| std::thread::sleep(Duration::from_mins(2)));
    let dir = tempfile::tempdir().unwrap();
    let raster = raster(dir.path(), server.port, "scheme = \"mercator\"\n").unwrap();
    let start = Instant::now();
    assert_eq!(color(&raster, 0, 1, 1), None);
    assert!(start.elapsed() < Duration::from_secs(25));
    let faults = raster.take_faults();
    assert!(format!("{faults:?}").contains("no answer in time"), "{faults:?}");
}

#[test]
fn without_its_key_a_service_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.tiles");
    std::fs::write(
        &path,
        "format = \"redline.tiles/1\"\nurl = \"http://127.0.0.1:9/{z}/{x}/{y}?tk={key}\"\nkey = \"other\"\nscheme = \"mercator\"\n",
    )
    .unwrap();
    let keys = dir.path().join("keys.toml");
    let code = |keys: Option<&Path>| open_with(&path, keys).map(|_| ()).unwrap_err().code();
    assert_eq!(code(None), "background-no-key");
    assert_eq!(code(Some(&keys)), "background-no-key");
    std::fs::write(&keys, "other = \"a b&c\"\n").unwrap();
    assert_eq!(
        code(Some(&keys)),
        "background-no-key",
        "a key is letters and digits"
    );
    std::fs::write(&keys, format!("other = \"{KEY}\nbroken")).unwrap();
    let error = open_with(&path, Some(&keys)).map(|_| ()).unwrap_err();
    assert!(!format!("{error:?} {:?}", error.args()).contains(KEY));
}
