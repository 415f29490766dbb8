use std::fs::File;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tiff::encoder::colortype::{Gray8, Gray16, Gray32Float, RGB8, RGBA8};
use tiff::encoder::compression::DeflateLevel;
use tiff::encoder::{Compression, TiffEncoder};
use tiff::tags::Tag;

use crate::crs::{Crs, CrsId};
use crate::io::raster::fixture::{Page, Probe, TagValue, jpeg, jpeg_apart, mutations, raw_tiff};
use crate::io::raster::{Pixels, RasterError};

const PIXEL_SCALE: Tag = Tag::Unknown(33_550);
const TIEPOINT: Tag = Tag::Unknown(33_922);
const GEO_KEYS: Tag = Tag::Unknown(34_735);

fn folder() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("正射影像.tif");
    (dir, path)
}

/// A colour that tells the pixel.
fn rgb(x: u32, y: u32) -> [u8; 3] {
    [x, y, x * y].map(|number| u8::try_from(number % 251).unwrap())
}

fn keys(projected: u16, is_point: bool) -> Vec<u16> {
    let raster = if is_point { 2 } else { 1 };
    vec![
        1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, raster, 3072, 0, 1, projected,
    ]
}

/// One pixel of the finest level.
fn pixel(probe: &Probe, x: u32, y: u32) -> [u8; 4] {
    let view = probe.raster.views[0];
    let (column, row) = (u64::from(x) / view.block[0], u64::from(y) / view.block[1]);
    let pixels = block(probe, 0, column, row);
    let (x, y) = (u64::from(x) % view.block[0], u64::from(y) % view.block[1]);
    pixels.colors[usize::try_from(y * u64::from(pixels.width) + x).unwrap()]
}

fn block(probe: &Probe, level: usize, column: u64, row: u64) -> Pixels {
    probe.raster.blocks.block(level, column, row).unwrap().unwrap()
}

#[test]
fn strips_of_every_packing_are_read_as_another_library_wrote_them() {
    let (_dir, path) = folder();
    let (width, height) = (301, 533);
    let data: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).flat_map(move |x| rgb(x, y)))
        .collect();
    for (packing, compression) in [
        ("none", Compression::Uncompressed),
        ("LZW", Compression::Lzw),
        ("deflate", Compression::Deflate(DeflateLevel::Balanced)),
        ("PackBits", Compression::Packbits),
    ] {
        for predictor in [tiff::tags::Predictor::None, tiff::tags::Predictor::Horizontal] {
            for rows in [1, 7, 64, 533] {
                let file = File::create(&path).unwrap();
                let mut encoder = TiffEncoder::new(file)
                    .unwrap()
                    .with_compression(compression)
                    .with_predictor(predictor);
                let mut image = encoder.new_image::<RGB8>(width, height).unwrap();
                image.rows_per_strip(rows).unwrap();
                image
                    .encoder()
                    .write_tag(PIXEL_SCALE, &[2.0, 2.0, 0.0][..])
                    .unwrap();
                image
                    .encoder()
                    .write_tag(TIEPOINT, &[0.0, 0.0, 0.0, 39_500_000.0, 3_300_000.0, 0.0][..])
                    .unwrap();
                image
                    .encoder()
                    .write_tag(GEO_KEYS, &keys(4527, false)[..])
                    .unwrap();
                image.write_data(&data).unwrap();
                let probe = Probe::open(&path).unwrap();
                assert_eq!(probe.raster.crs().id, CrsId::Epsg(4527));
                assert_eq!(
                    probe.raster.place().apply([1.0, 1.0]),
                    [39_500_002.0, 3_299_998.0]
                );
                for (x, y) in [(0, 0), (300, 0), (17, 255), (18, 256), (300, 532), (150, 448)] {
                    let [r, g, b] = rgb(x, y);
                    assert_eq!(
                        pixel(&probe, x, y),
                        [r, g, b, 255],
                        "{packing} {predictor:?} {rows}: {x} {y}"
                    );
                }
            }
        }
    }
}

#[test]
fn grey_of_16_bits_and_heights_are_stretched() {
    let (_dir, path) = folder();
    for is_float in [false, true] {
        let mut encoder = TiffEncoder::new(File::create(&path).unwrap()).unwrap();
        if is_float {
            let data: Vec<f32> = (0..10_000_u16).map(f32::from).collect();
            let mut image = encoder.new_image::<Gray32Float>(100, 100).unwrap();
            place(image.encoder());
            image.write_data(&data).unwrap();
        } else {
            let data: Vec<u16> = (0..10_000).collect();
            let mut image = encoder.new_image::<Gray16>(100, 100).unwrap();
            place(image.encoder());
            image.write_data(&data).unwrap();
        }
        let probe = Probe::open(&path).unwrap();
        let (dark, middle, light) = (pixel(&probe, 0, 0), pixel(&probe, 0, 50), pixel(&probe, 99, 99));
        assert_eq!((dark[0], light[0]), (0, 255), "{is_float}");
        assert!((125..=130).contains(&middle[0]), "{middle:?}");
    }
}

fn place<W: std::io::Write + std::io::Seek>(
    directory: &mut tiff::encoder::DirectoryEncoder<'_, W, tiff::encoder::TiffKindStandard>,
) {
    directory.write_tag(PIXEL_SCALE, &[1.0, 1.0, 0.0][..]).unwrap();
    directory
        .write_tag(TIEPOINT, &[0.0, 0.0, 0.0, 500_000.0, 3_000_000.0, 0.0][..])
        .unwrap();
    directory.write_tag(GEO_KEYS, &keys(4547, false)[..]).unwrap();
}

#[test]
fn opacity_and_missing_values_are_holes() {
    let (_dir, path) = folder();
    let mut encoder = TiffEncoder::new(File::create(&path).unwrap()).unwrap();
    let mut image = encoder.new_image::<RGBA8>(2, 1).unwrap();
    place(image.encoder());
    image.write_data(&[200, 100, 50, 255, 200, 100, 50, 0]).unwrap();
    let probe = Probe::open(&path).unwrap();
    assert_eq!(
        (pixel(&probe, 0, 0), pixel(&probe, 1, 0)),
        ([200, 100, 50, 255], [0; 4])
    );
    let mut encoder = TiffEncoder::new(File::create(&path).unwrap()).unwrap();
    let mut image = encoder.new_image::<Gray8>(2, 1).unwrap();
    place(image.encoder());
    image.encoder().write_tag(Tag::Unknown(42_113), "255 ").unwrap();
    image.write_data(&[255, 254]).unwrap();
    let probe = Probe::open(&path).unwrap();
    assert_eq!(
        (pixel(&probe, 0, 0), pixel(&probe, 1, 0)),
        ([0; 4], [254, 254, 254, 255])
    );
}

/// A picture of tiles of 16 × 16 pixels.
fn tiled(width: u16, height: u16, more: Vec<(u16, TagValue)>, chunks: Vec<Vec<u8>>) -> Page {
    let mut tags = vec![
        (256, TagValue::Shorts(vec![width])),
        (257, TagValue::Shorts(vec![height])),
        (322, TagValue::Shorts(vec![16])),
        (323, TagValue::Shorts(vec![16])),
    ];
    tags.extend(more);
    Page { tags, chunks }
}

fn placed(mut page: Page) -> Page {
    page.tags.extend([
        (33_550, TagValue::Doubles(vec![1.0, 1.0, 0.0])),
        (
            33_922,
            TagValue::Doubles(vec![0.0, 0.0, 0.0, 500_000.0, 3_000_000.0, 0.0]),
        ),
        (34_735, TagValue::Shorts(keys(4547, false))),
    ]);
    page
}

fn grey(bits: u16) -> Vec<(u16, TagValue)> {
    vec![
        (258, TagValue::Shorts(vec![bits])),
        (262, TagValue::Shorts(vec![1])),
    ]
}

fn open(path: &Path, bytes: &[u8]) -> Result<Probe, RasterError> {
    std::fs::write(path, bytes).unwrap();
    Probe::open(path)
}

#[test]
fn tiles_sparse_ones_overviews_and_masks_are_read_in_every_byte_order() {
    let (_dir, path) = folder();
    let full = placed(tiled(
        40,
        20,
        grey(8),
        vec![
            vec![10; 256],
            vec![20; 256],
            vec![30; 256],
            vec![40; 256],
            Vec::new(),
            vec![60; 256],
        ],
    ));
    let mut overview = grey(8);
    overview.push((254, TagValue::Longs(vec![1])));
    let overview = tiled(20, 10, overview, vec![vec![11; 256], vec![21; 256]]);
    // The mask leaves the right half of the first tile out.
    let mut mask = grey(1);
    mask.push((254, TagValue::Longs(vec![4])));
    let rows: Vec<u8> = (0..16).flat_map(|_| [0xFF, 0x00]).collect();
    let all = vec![0xFF; 32];
    let mask = tiled(
        40,
        20,
        mask,
        vec![rows, all.clone(), all.clone(), all.clone(), all.clone(), all],
    );
    for is_big_endian in [false, true] {
        for is_big in [false, true] {
            let bytes = raw_tiff(
                &[full.clone(), overview.clone(), mask.clone()],
                is_big_endian,
                is_big,
            );
            let probe = open(&path, &bytes).unwrap();
            assert_eq!(pixel(&probe, 7, 15), [10, 10, 10, 255]);
            assert_eq!(pixel(&probe, 8, 15), [0; 4]);
            assert_eq!(pixel(&probe, 39, 0), [30, 30, 30, 255]);
            assert_eq!(pixel(&probe, 39, 19), [60, 60, 60, 255]);
            // A tile that the file leaves out is a hole and no fault; padding is transparent.
            assert_eq!(block(&probe, 0, 1, 1), Pixels::blank());
            assert_eq!(block(&probe, 0, 2, 1).colors[8], [0; 4]);
            assert_eq!(block(&probe, 1, 1, 0).colors[0], [21, 21, 21, 255]);
            assert!(probe.raster.take_faults().is_empty());
        }
    }
}

#[test]
fn palettes_planes_and_jpeg_tiles_are_read() {
    let (_dir, path) = folder();
    let mut map = vec![0_u16; 768];
    (map[5], map[256 + 5], map[512 + 5]) = (0xFF00, 0x8000, 0x0100);
    let palette = vec![
        (258, TagValue::Shorts(vec![8])),
        (262, TagValue::Shorts(vec![3])),
        (320, TagValue::Shorts(map)),
    ];
    let probe = open(
        &path,
        &raw_tiff(
            &[placed(tiled(16, 16, palette, vec![vec![5; 256]]))],
            false,
            false,
        ),
    )
    .unwrap();
    assert_eq!(pixel(&probe, 3, 3), [255, 128, 1, 255]);
    let planes = vec![
        (258, TagValue::Shorts(vec![16; 3])),
        (262, TagValue::Shorts(vec![2])),
        (277, TagValue::Shorts(vec![3])),
        (284, TagValue::Shorts(vec![2])),
    ];
    let plane = |value: u16| value.to_be_bytes().repeat(256);
    let page = placed(tiled(16, 16, planes, vec![plane(0), plane(500), plane(1000)]));
    let probe = open(&path, &raw_tiff(&[page], true, false)).unwrap();
    assert_eq!(pixel(&probe, 0, 0), [0, 128, 255, 255]);
    let mut packed = grey(8);
    packed.push((259, TagValue::Shorts(vec![7])));
    let (tables, body) = jpeg_apart();
    for (tables, data) in [(Vec::new(), jpeg()), (vec![(347, TagValue::Bytes(tables))], body)] {
        let side = [256, 257, 278].map(|tag| (tag, TagValue::Shorts(vec![8])));
        let strip = Page {
            tags: [packed.clone(), side.to_vec(), tables].concat(),
            chunks: vec![data],
        };
        let probe = open(&path, &raw_tiff(&[placed(strip)], false, false)).unwrap();
        assert_eq!(pixel(&probe, 4, 4), [128, 128, 128, 255]);
    }
}

#[test]
fn the_place_is_taken_as_the_standard_says() {
    let (_dir, path) = folder();
    let page = |more: Vec<(u16, TagValue)>| {
        let mut page = tiled(16, 16, grey(8), vec![vec![9; 256]]);
        page.tags.extend(more);
        raw_tiff(&[page], false, false)
    };
    let scale = (33_550, TagValue::Doubles(vec![2.0, 3.0, 0.0]));
    let tie = |column: f64, row: f64| {
        (
            33_922,
            TagValue::Doubles(vec![column, row, 0.0, 500_000.0, 3_000_000.0, 0.0]),
        )
    };
    // A point of the ground is the middle of its pixel.
    let bytes = page(vec![
        scale.clone(),
        tie(0.0, 0.0),
        (34_735, TagValue::Shorts(keys(4547, true))),
    ]);
    let probe = open(&path, &bytes).unwrap();
    assert_eq!(probe.raster.place().apply([0.5, 0.5]), [500_000.0, 3_000_000.0]);
    // The tie need not be the corner.
    let bytes = page(vec![
        scale,
        tie(4.0, 2.0),
        (34_735, TagValue::Shorts(keys(4547, false))),
    ]);
    let probe = open(&path, &bytes).unwrap();
    assert_eq!(probe.raster.place().apply([4.0, 2.0]), [500_000.0, 3_000_000.0]);
    assert_eq!(probe.raster.place().apply([5.0, 3.0]), [500_002.0, 2_999_997.0]);
    let mut matrix = vec![0.0; 16];
    (matrix[0], matrix[1], matrix[3]) = (1.0, 0.5, 100.0);
    (matrix[4], matrix[5], matrix[7]) = (0.25, -1.0, 200.0);
    let bytes = page(vec![
        (34_264, TagValue::Doubles(matrix)),
        (34_735, TagValue::Shorts(keys(4547, false))),
    ]);
    let probe = open(&path, &bytes).unwrap();
    assert_eq!(probe.raster.place().apply([10.0, 4.0]), [112.0, 198.5]);
    // Three corners of a scanned sheet.
    let ties = [
        [0.0, 0.0, 0.0, 100.0, 200.0, 0.0],
        [16.0, 0.0, 0.0, 132.0, 200.0, 0.0],
        [0.0, 16.0, 0.0, 100.0, 168.0, 0.0],
    ]
    .concat();
    let bytes = page(vec![
        (33_922, TagValue::Doubles(ties)),
        (34_735, TagValue::Shorts(keys(4547, false))),
    ]);
    let probe = open(&path, &bytes).unwrap();
    assert_eq!(probe.raster.place().apply([8.0, 8.0]), [116.0, 184.0]);
}

#[test]
fn an_unknown_system_asks_and_what_lies_beside_answers() {
    let (dir, path) = folder();
    let mut page = tiled(16, 16, grey(8), vec![vec![9; 256]]);
    page.tags.push((
        34_735,
        TagValue::Shorts(vec![
            1, 1, 0, 3, 1024, 0, 1, 1, 3072, 0, 1, 32_767, 3073, 34_737, 9, 0,
        ]),
    ));
    page.tags
        .push((34_737, TagValue::Text("某地独立坐标系|".to_owned())));
    let bytes = raw_tiff(&[page.clone()], false, false);
    assert_eq!(open(&path, &bytes).err(), Some(RasterError::NoPlace));
    std::fs::write(
        dir.path().join("正射影像.TFW"),
        "1\n0\n0\n-1\n500000.5\n2999999.5\n",
    )
    .unwrap();
    let refused = Probe::open(&path).err();
    assert!(
        matches!(&refused, Some(RasterError::NoSystem { .. })),
        "{refused:?}"
    );
    let chosen = Crs::resolve(CrsId::Epsg(4527)).unwrap();
    assert_eq!(
        Probe::open_in(&path, Some(&chosen)).unwrap().raster.crs().id,
        CrsId::Epsg(4527)
    );
    let prj = crate::crs::ffi::wkt(4547, crate::crs::ffi::WktDialect::Esri).unwrap();
    std::fs::write(dir.path().join("正射影像.prj"), prj).unwrap();
    let probe = Probe::open_in(&path, Some(&chosen)).unwrap();
    assert_eq!(
        probe.raster.crs().id,
        CrsId::Epsg(4547),
        "what the file says counts before what is chosen"
    );
    assert_eq!(probe.raster.place().apply([0.0, 0.0]), [500_000.0, 3_000_000.0]);
    // The parameters of a zone in place of its code.
    std::fs::remove_file(dir.path().join("正射影像.prj")).unwrap();
    page.tags.retain(|(tag, _)| *tag != 34_735);
    let by_parameters = [
        [1, 1, 0, 7],
        [1024, 0, 1, 1],
        [2048, 0, 1, 4490],
        [3072, 0, 1, 32_767],
        [3075, 0, 1, 1],
        [3080, 34_736, 1, 0],
        [3082, 34_736, 1, 1],
        [3092, 34_736, 1, 2],
    ]
    .concat();
    page.tags.push((34_735, TagValue::Shorts(by_parameters)));
    page.tags
        .push((34_736, TagValue::Doubles(vec![117.0, 39_500_000.0, 1.0])));
    let probe = open(&path, &raw_tiff(&[page], false, false)).unwrap();
    assert_eq!(probe.raster.crs().id, CrsId::Epsg(4527));
}

#[test]
fn what_is_not_read_is_refused_by_name() {
    let (_dir, path) = folder();
    let with = |tags: Vec<(u16, TagValue)>| {
        let page = placed(tiled(16, 16, tags, vec![vec![9; 256]]));
        raw_tiff(&[page], false, false)
    };
    let tagged = |tag: u16, value: u16| [grey(8), vec![(tag, TagValue::Shorts(vec![value]))]].concat();
    for (bytes, word) in [
        (with(tagged(259, 34_712)), "JPEG 2000"),
        (with(tagged(259, 50_000)), "ZSTD"),
        (with(tagged(339, 5)), "sample format 5"),
        (with(grey(12)), "12 bits"),
        (
            with(vec![
                (258, TagValue::Shorts(vec![8; 4])),
                (262, TagValue::Shorts(vec![5])),
                (277, TagValue::Shorts(vec![4])),
            ]),
            "CMYK",
        ),
        (
            with(vec![
                (258, TagValue::Shorts(vec![8; 3])),
                (262, TagValue::Shorts(vec![6])),
                (277, TagValue::Shorts(vec![3])),
            ]),
            "YCbCr",
        ),
    ] {
        let error = open(&path, &bytes).err().unwrap();
        assert!(
            matches!(&error, RasterError::Unsupported { what } if what.contains(word)),
            "{word}: {error}"
        );
    }
    // One strip of a whole province.
    let huge = Page {
        tags: [
            grey(8),
            vec![
                (256, TagValue::Longs(vec![60_000])),
                (257, TagValue::Longs(vec![60_000])),
            ],
        ]
        .concat(),
        chunks: vec![vec![1; 4]],
    };
    assert!(matches!(
        open(&path, &raw_tiff(&[placed(huge)], false, false)).err(),
        Some(RasterError::TooLarge { .. })
    ));
}

#[test]
fn a_damaged_tile_is_a_hole_and_told_once() {
    let (_dir, path) = folder();
    let mut tags = grey(8);
    tags.push((259, TagValue::Shorts(vec![8])));
    let good = {
        use std::io::Write as _;
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(&[77; 256]).unwrap();
        packer.finish().unwrap()
    };
    let page = placed(tiled(
        32,
        32,
        tags,
        vec![good.clone(), b"garbage".to_vec(), good, b"more".to_vec()],
    ));
    let probe = open(&path, &raw_tiff(&[page], false, false)).unwrap();
    assert_eq!(probe.color(0, 0, 0), Some([77, 77, 77, 255]));
    assert_eq!((probe.color(0, 1, 0), probe.color(0, 1, 1)), (None, None));
    let faults = probe.raster.take_faults();
    assert!(
        matches!(faults.as_slice(), [crate::io::raster::Fault::Damaged { block, .. }] if block == "0/1/0"),
        "{faults:?}"
    );
    assert!(probe.raster.take_faults().is_empty());
}

#[test]
fn broken_files_end_well() {
    let (_dir, path) = folder();
    let full = placed(tiled(40, 20, grey(8), vec![vec![10; 256]; 6]));
    let mut overview = grey(8);
    overview.push((254, TagValue::Longs(vec![1])));
    let overview = tiled(20, 10, overview, vec![vec![11; 256]; 2]);
    for (is_big_endian, is_big) in [(false, false), (true, true)] {
        let mut bytes = raw_tiff(&[full.clone(), overview.clone()], is_big_endian, is_big);
        // What says most stands at the end here.
        let tail = bytes.split_off(bytes.len() - 600);
        for broken in mutations(&tail, 1000) {
            std::fs::write(&path, [bytes.as_slice(), &broken].concat()).unwrap();
            Probe::walk(&path);
        }
    }
    let mut encoder = TiffEncoder::new(File::create(&path).unwrap())
        .unwrap()
        .with_compression(Compression::Lzw);
    let mut image = encoder.new_image::<RGB8>(64, 64).unwrap();
    place(image.encoder());
    image
        .write_data(
            &(0..64 * 64 * 3)
                .map(|number| u8::try_from(number % 253).unwrap())
                .collect::<Vec<u8>>(),
        )
        .unwrap();
    let bytes = std::fs::read(&path).unwrap();
    for broken in mutations(&bytes, 1000) {
        std::fs::write(&path, &broken).unwrap();
        Probe::walk(&path);
    }
}
