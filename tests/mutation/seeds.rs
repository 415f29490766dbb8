//! Small files of every format, made by the writers of this program, and of some forms that only others write.

use std::io::{Cursor, Write as _};
use std::path::Path;

use redline::io::{FORMATS, Format, WriteErrorKind, WriteOptions, read, write};
use redline::layer::SourceLayer;
use redline::progress::Ticket;

/// Formats that are never written here and whose data sets are directories: they are tested beside their readers.
const MADE_ELSEWHERE: [&str; 1] = ["FileGDB"];

/// Two parcels in metres: one with a hole, one of two parts.
const METRES: &str = r#"{"type":"FeatureCollection",
"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4527"}},"features":[
{"type":"Feature","id":"a","properties":{"DKBH":"B1","DKMC":"测试地块","MJ":9600.25,"QX":null},"geometry":
{"type":"Polygon","coordinates":[[[39500000.125,3100000.5],[39500100,3100000],[39500100,3100100],
[39500000,3100100],[39500000.125,3100000.5]],[[39500020,3100020],[39500020,3100040],[39500040,3100040],
[39500040,3100020],[39500020,3100020]]]}},
{"type":"Feature","id":7,"properties":{"DKBH":"B2","DKMC":"=乙, \"块\"","MJ":-1,"QX":true},"geometry":
{"type":"MultiPolygon","coordinates":[[[[39500200,3100000],[39500300,3100000],[39500300,3100100],
[39500200,3100000]]],[[[39500400,3100000],[39500500,3100000],[39500500,3100100],[39500400,3100000]]]]}}]}"#;

/// The same in degrees.
const DEGREES: &str = r#"{"type":"FeatureCollection",
"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[
{"type":"Feature","id":"a","properties":{"DKBH":"B1","DKMC":"测试地块","MJ":9600.25},"geometry":
{"type":"Polygon","coordinates":[[[117.001,28.001],[117.002,28.001],[117.002,28.002],[117.001,28.001]],
[[117.0015,28.0012],[117.0018,28.0014],[117.0018,28.0012],[117.0015,28.0012]]]}},
{"type":"Feature","id":7,"properties":{"DKBH":"B2","DKMC":"乙","MJ":-1},"geometry":
{"type":"MultiPolygon","coordinates":[[[[117.003,28.001],[117.004,28.001],[117.004,28.002],[117.003,28.001]]],
[[[117.005,28.001],[117.006,28.001],[117.006,28.002],[117.005,28.001]]]]}}]}"#;

/// One parcel in metres, for forms that hold no more.
const LONE: &str = r#"{"type":"FeatureCollection",
"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4527"}},"features":[
{"type":"Feature","properties":{"DKBH":"B1"},"geometry":{"type":"Polygon","coordinates":[[[39500000,3100000],
[39500100,3100000],[39500100,3100100],[39500000,3100000]]]}}]}"#;

/// Tables as survey programs leave them.
const TABLES: [(&str, &str); 3] = [
    (
        "csv",
        "地块编号,圈号,点号,X,Y\nB1,1,J1,3100000,39500000\nB1,1,J2,3100000,39500100\nB1,1,J3,3100100,39500100\n\
         B1,1,J1,3100000,39500000\n",
    ),
    (
        "dat",
        "1,JZD,39500000.1,3100000.2,12.5\n2,JZD,39500100.1,3100000.2,12.5\n3,JZD,39500100.1,3100100.2,12.5\n\
         4,JZD,39500000.1,3100000.2,12.5\n",
    ),
    (
        "tsv",
        "经度\t纬度\n116°42′36.00″\t28°39′0″\n116°43′12″\t28°39′0″\n116°43′12″\t28°39′36″\n\
         116°42′36.00″\t28°39′0″\n",
    ),
];

/// The files of one data set; the first is the one that is read.
pub struct Seed {
    /// The format that it was made for.
    pub format: &'static dyn Format,
    /// Names and contents.
    pub files: Vec<(String, Vec<u8>)>,
}

/// All seeds: one for each form that each format writes, then archives and tables.
pub fn all() -> Vec<Seed> {
    let sources = [METRES, DEGREES, LONE].map(layer);
    let mut seeds = Vec::new();
    for format in FORMATS {
        let profiles = format.profiles();
        let forms = profiles.into_iter().map(Some).chain([None]);
        let written: Vec<Seed> = forms
            .filter_map(|profile| written(*format, profile, &sources))
            .collect();
        assert!(
            !written.is_empty() || MADE_ELSEWHERE.contains(&format.name()),
            "{} has no seed",
            format.name()
        );
        seeds.extend(written);
    }
    let of = |name: &str| seeds.iter().find(|seed| seed.format.name() == name).expect(name);
    let mut others = Vec::new();
    let shapes = of("Shapefile");
    others.push(single(shapes.format, "zip", archive(&shapes.files)));
    let kml = of("KML");
    others.push(single(
        kml.format,
        "kmz",
        archive(&[("doc.kml".to_owned(), kml.files[0].1.clone())]),
    ));
    let table = of("CSV").format;
    others.extend(TABLES.map(|(extension, text)| single(table, extension, text.into())));
    seeds.extend(others);
    seeds
}

fn single(format: &'static dyn Format, extension: &str, bytes: Vec<u8>) -> Seed {
    let files = vec![(format!("a.{extension}"), bytes)];
    Seed { format, files }
}

fn layer(text: &str) -> SourceLayer {
    let directory = tempfile::tempdir().expect("a folder");
    let path = directory.path().join("a.geojson");
    std::fs::write(&path, text).expect("a file");
    let layers = read(&path, None, &Ticket::new()).expect("GeoJSON");
    layers.into_iter().next().expect("a layer")
}

/// The first of the layers that the form can hold, written; `None` where it holds none of them.
fn written(
    format: &'static dyn Format,
    profile: Option<&'static str>,
    layers: &[SourceLayer],
) -> Option<Seed> {
    let options = WriteOptions {
        profile: profile.map(str::to_owned),
        ..WriteOptions::default()
    };
    layers.iter().find_map(|layer| {
        let directory = tempfile::tempdir().expect("a folder");
        let name = format!("a.{}", format.extensions()[0]);
        match write(&directory.path().join(&name), layer, &options, &Ticket::new()) {
            Ok(_) => Some(Seed {
                format,
                files: files_in(directory.path(), &name),
            }),
            Err(error) => match error.kind {
                WriteErrorKind::NotWritable { .. }
                | WriteErrorKind::NotExpressible { .. }
                | WriteErrorKind::NeedsDegrees { .. } => None,
                other => panic!("{}: {other}", format.name()),
            },
        }
    })
}

fn files_in(directory: &Path, first: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(directory)
        .expect("a folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).expect("a file"))
        })
        .collect();
    files.sort_by_key(|(name, _)| (name != first, name.clone()));
    files
}

/// The files in an archive, stored as they are.
fn archive(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options).expect("a member");
        zip.write_all(bytes).expect("a member");
    }
    zip.finish().expect("an archive").into_inner()
}
