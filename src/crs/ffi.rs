//! The PROJ library behind a safe wrapper.
//!
//! Meaning: descriptions of EPSG codes, and transformations between them with x first on both
//! sides. Every object owns its own PROJ context, so objects may move between threads but are never
//! shared by two.
//!
//! Each context is sealed: it reads the EPSG data that are linked into the program and no file, so
//! that an installation of other GIS software on the same computer changes nothing; it uses no
//! network and prints nothing. Ballpark operations, PROJ's word for "pretend the datums are equal",
//! are refused.
//!
//! Deliberately not here: any judgement about datums; that is [`super::Projector`].

use std::ffi::{CStr, CString, c_char, c_int, c_longlong, c_ulonglong, c_void};
use std::ptr::{self, NonNull};

use proj_sys as sys;

/// Name under which PROJ opens the database that is linked into it.
const EMBEDDED_DATABASE: &CStr = c"__embedded_proj_db__";

/// Environment variables through which a foreign installation could change results.
const FOREIGN_SETTINGS: [&str; 10] = [
    "PROJ_DATA",
    "PROJ_LIB",
    "PROJ_AUX_DB",
    "PROJ_DEBUG",
    "PROJ_IGNORE_INSTANTIATION_ERRORS",
    "PROJ_NETWORK",
    "PROJ_NETWORK_ENDPOINT",
    "PROJ_ONLY_BEST_DEFAULT",
    "PROJ_USER_WRITABLE_DIRECTORY",
    "PROJ_USE_PROJ4_INIT_RULES",
];

/// Removes the settings of other PROJ installations from the environment.
///
/// To be called first thing in `main`, before any thread is started: changing the environment while
/// another thread reads it is undefined behaviour on Unix.
pub fn neutralize_environment() {
    for name in FOREIGN_SETTINGS {
        // SAFETY: by the contract above, this is the only thread of the process.
        unsafe { std::env::remove_var(name) };
    }
}

/// What kind of object an EPSG code names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectKind {
    /// Longitude and latitude in degrees.
    Geographic2d,
    /// Plane coordinates with two axes.
    Projected,
    /// Anything else, with a stable word for it.
    Other(&'static str),
}

/// What the EPSG data say about a CRS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Name, such as `CGCS2000 / 3-degree Gauss-Kruger zone 39`.
    pub name: String,
    /// Kind of the CRS.
    pub kind: ObjectKind,
    /// EPSG code of the geographic CRS it is based on.
    pub geographic_epsg: Option<u32>,
    /// Name of its datum or datum ensemble.
    pub datum_name: String,
}

/// Looks a code up in the EPSG data. `None` when there is no such CRS.
#[must_use]
pub fn describe(epsg: u32) -> Option<Description> {
    let context = Context::new()?;
    let crs = context.crs(epsg)?;
    let base = context.adopt(|raw| {
        // SAFETY: context and CRS are alive; PROJ returns null when the CRS has no geodetic base.
        unsafe { sys::proj_crs_get_geodetic_crs(raw, crs.as_ptr()) }
    });
    let base = base.as_ref().unwrap_or(&crs);
    Some(Description {
        name: crs.name(),
        kind: context.kind(&crs),
        geographic_epsg: base.code(),
        datum_name: context.datum_name(base),
    })
}

/// A dialect of well-known text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WktDialect {
    /// That of Esri, which shapefiles have beside them: names and parameters, no codes.
    Esri,
    /// That of GDAL, after OGC 01-009.
    Gdal,
    /// ISO 19162:2019.
    Iso,
}

impl WktDialect {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Esri, Self::Gdal, Self::Iso];
}

/// The definition of a CRS of the EPSG data as text. `None` when there is no such CRS, or the dialect cannot
/// express it.
#[must_use]
pub fn wkt(epsg: u32, dialect: WktDialect) -> Option<String> {
    let context = Context::new()?;
    let crs = context.crs(epsg)?;
    let kind = match dialect {
        WktDialect::Esri => sys::PJ_WKT_TYPE_PJ_WKT1_ESRI,
        WktDialect::Gdal => sys::PJ_WKT_TYPE_PJ_WKT1_GDAL,
        WktDialect::Iso => sys::PJ_WKT_TYPE_PJ_WKT2_2019,
    };
    context.wkt(&crs, kind)
}

/// The definition of a CRS of the EPSG data in PROJJSON, on one line. `None` when there is no such CRS.
#[must_use]
pub fn projjson(epsg: u32) -> Option<String> {
    let context = Context::new()?;
    let crs = context.crs(epsg)?;
    let options = [c"MULTILINE=NO".as_ptr(), ptr::null()];
    // SAFETY: context and CRS are alive, the options end with null; the text belongs to the CRS, which outlives
    // the copy.
    unsafe {
        let text = sys::proj_as_projjson(context.as_ptr(), crs.as_ptr(), options.as_ptr());
        (!text.is_null()).then(|| CStr::from_ptr(text).to_string_lossy().into_owned())
    }
}

/// The definition in PROJJSON as well-known text of 2019; `None` when PROJ does not understand it.
#[must_use]
pub fn wkt_of_projjson(json: &str) -> Option<String> {
    let context = Context::new()?;
    // Other texts that PROJ takes for definitions have no place here.
    let json = CString::new(json).ok().filter(|_| json.starts_with('{'))?;
    let crs = context.adopt(|raw| {
        // SAFETY: context and text are alive.
        unsafe { sys::proj_create(raw, json.as_ptr()) }
    })?;
    context.wkt(&crs, sys::PJ_WKT_TYPE_PJ_WKT2_2019)
}

/// Least confidence, in percent, with which PROJ takes a definition for one of its own: at 90 everything but the
/// name is the same.
const SAME_DEFINITION: c_int = 90;

/// The EPSG code of the one CRS that has the definition of a text; `None` when there is none, or several.
#[must_use]
pub fn identify(text: &str) -> Option<u32> {
    let context = Context::new()?;
    let text = CString::new(text).ok()?;
    let crs = context.adopt(|raw| {
        // SAFETY: context and text are alive; options and outputs that are not wanted may be null.
        unsafe {
            sys::proj_create_from_wkt(raw, text.as_ptr(), ptr::null(), ptr::null_mut(), ptr::null_mut())
        }
    })?;
    let mut confidence: *mut c_int = ptr::null_mut();
    // SAFETY: context, CRS and authority are alive; the list has a confidence for each member and is destroyed
    // with them, once.
    let found = unsafe {
        let authority = c"EPSG".as_ptr();
        let list = sys::proj_identify(
            context.as_ptr(),
            crs.as_ptr(),
            authority,
            ptr::null(),
            &raw mut confidence,
        );
        if list.is_null() {
            return None;
        }
        let count = sys::proj_list_get_count(list);
        let best = (0..count).filter_map(|index| {
            let sure = *confidence.add(usize::try_from(index).ok()?);
            let member = context.adopt(|raw| sys::proj_list_get(raw, list, index))?;
            member.code().map(|code| (sure, code))
        });
        let mut best: Vec<(c_int, u32)> = best.collect();
        sys::proj_int_list_destroy(confidence);
        sys::proj_list_destroy(list);
        best.sort_unstable();
        best
    };
    match found[..] {
        [.., (second, _), (first, code)] => (first >= SAME_DEFINITION && second < first).then_some(code),
        [(first, code)] => (first >= SAME_DEFINITION).then_some(code),
        [] => None,
    }
}

/// Whether the linked EPSG data can be read at all.
#[must_use]
pub fn is_working() -> bool {
    Context::new().is_some_and(|context| context.crs(4326).is_some())
}

/// A coordinate operation between two CRSs, x first on both sides: degrees for geographic CRSs, the
/// unit of the CRS for projected ones.
#[derive(Debug)]
pub struct Transformation {
    // Declared before the context, because it has to be destroyed first.
    operation: Object,
    _context: Context,
}

// SAFETY: PROJ objects and their context may be used from any thread, one at a time. The context
// belongs to this value alone; the one thing contexts share, the database handle, is opened by PROJ
// in SQLite's serialized mode.
unsafe impl Send for Transformation {}

impl Transformation {
    /// The operation from one EPSG code to another, `None` when either is unknown or when only a
    /// ballpark operation leads from one to the other.
    #[must_use]
    pub fn between_epsg(from: u32, to: u32) -> Option<Self> {
        let context = Context::new()?;
        let source = context.crs(from)?;
        let target = context.crs(to)?;
        let options = [
            c"ALLOW_BALLPARK=NO".as_ptr(),
            c"ONLY_BEST=NO".as_ptr(),
            ptr::null(),
        ];
        let operation = context.adopt(|raw| {
            // SAFETY: all pointers are alive; the area may be null; the options end with null.
            unsafe {
                sys::proj_create_crs_to_crs_from_pj(
                    raw,
                    source.as_ptr(),
                    target.as_ptr(),
                    ptr::null_mut(),
                    options.as_ptr(),
                )
            }
        })?;
        let operation = context.adopt(|raw| {
            // SAFETY: context and operation are alive.
            unsafe { sys::proj_normalize_for_visualization(raw, operation.as_ptr()) }
        })?;
        Some(Self {
            operation,
            _context: context,
        })
    }

    /// An operation given as a PROJ pipeline.
    #[cfg(test)]
    #[must_use]
    pub fn from_pipeline(text: &str) -> Option<Self> {
        let context = Context::new()?;
        let text = CString::new(text).ok()?;
        let operation = context.adopt(|raw| {
            // SAFETY: context and text are alive.
            unsafe { sys::proj_create(raw, text.as_ptr()) }
        })?;
        Some(Self {
            operation,
            _context: context,
        })
    }

    /// Transforms pairs in place; a pair that cannot be transformed becomes infinite.
    pub fn forward(&self, points: &mut [[f64; 2]]) {
        self.transform(sys::PJ_DIRECTION_PJ_FWD, points);
    }

    /// Transforms pairs in place against the direction of the operation; a pair that cannot be
    /// transformed becomes infinite.
    pub fn inverse(&self, points: &mut [[f64; 2]]) {
        self.transform(sys::PJ_DIRECTION_PJ_INV, points);
    }

    fn transform(&self, direction: sys::PJ_DIRECTION, points: &mut [[f64; 2]]) {
        if points.is_empty() {
            return;
        }
        let count = points.len();
        let stride = size_of::<[f64; 2]>();
        let first = points.as_mut_ptr().cast::<f64>();
        // SAFETY: x and y point into `count` pairs, each `stride` bytes long; absent z and t are
        // given as null with length 0. PROJ writes no further than the arrays it reads.
        unsafe {
            sys::proj_trans_generic(
                self.operation.as_ptr(),
                direction,
                first,
                stride,
                count,
                first.add(1),
                stride,
                count,
                ptr::null_mut(),
                0,
                0,
                ptr::null_mut(),
                0,
                0,
            );
        }
    }
}

/// A PROJ context that reads nothing but the linked EPSG data.
#[derive(Debug)]
struct Context(NonNull<sys::PJ_CONTEXT>);

impl Context {
    fn new() -> Option<Self> {
        // SAFETY: no precondition; null means out of memory.
        let context = Self(NonNull::new(unsafe { sys::proj_context_create() })?);
        let raw = context.as_ptr();
        // SAFETY: the context is alive; PROJ copies the function table and the path.
        let opened = unsafe {
            sys::proj_log_level(raw, sys::PJ_LOG_LEVEL_PJ_LOG_NONE);
            sys::proj_log_func(raw, ptr::null_mut(), Some(discard_message));
            sys::proj_context_set_fileapi(raw, &raw const NO_FILES, ptr::null_mut());
            sys::proj_context_set_enable_network(raw, 0);
            sys::proj_context_set_database_path(raw, EMBEDDED_DATABASE.as_ptr(), ptr::null(), ptr::null())
        };
        (opened != 0).then_some(context)
    }

    fn as_ptr(&self) -> *mut sys::PJ_CONTEXT {
        self.0.as_ptr()
    }

    /// Takes ownership of the object that `create` makes in this context.
    fn adopt(&self, create: impl FnOnce(*mut sys::PJ_CONTEXT) -> *mut sys::PJ) -> Option<Object> {
        NonNull::new(create(self.as_ptr())).map(Object)
    }

    fn crs(&self, epsg: u32) -> Option<Object> {
        let code = CString::new(epsg.to_string()).ok()?;
        self.adopt(|raw| {
            // SAFETY: the context is alive, the texts end with NUL, options may be null.
            unsafe {
                sys::proj_create_from_database(
                    raw,
                    c"EPSG".as_ptr(),
                    code.as_ptr(),
                    sys::PJ_CATEGORY_PJ_CATEGORY_CRS,
                    0,
                    ptr::null(),
                )
            }
        })
    }

    fn wkt(&self, crs: &Object, kind: sys::PJ_WKT_TYPE) -> Option<String> {
        let options = [c"MULTILINE=NO".as_ptr(), ptr::null()];
        // SAFETY: context and CRS are alive, the options end with null; the text belongs to the CRS, which outlives
        // the copy.
        unsafe {
            let text = sys::proj_as_wkt(self.as_ptr(), crs.as_ptr(), kind, options.as_ptr());
            (!text.is_null()).then(|| CStr::from_ptr(text).to_string_lossy().into_owned())
        }
    }

    fn kind(&self, crs: &Object) -> ObjectKind {
        // SAFETY: the object is alive.
        let kind = unsafe { sys::proj_get_type(crs.as_ptr()) };
        match kind {
            sys::PJ_TYPE_PJ_TYPE_GEOGRAPHIC_2D_CRS if self.is_in_degrees(crs) => ObjectKind::Geographic2d,
            sys::PJ_TYPE_PJ_TYPE_GEOGRAPHIC_2D_CRS => ObjectKind::Other("geographic-not-degrees"),
            sys::PJ_TYPE_PJ_TYPE_PROJECTED_CRS if self.axis_count(crs) == 2 => ObjectKind::Projected,
            sys::PJ_TYPE_PJ_TYPE_PROJECTED_CRS => ObjectKind::Other("projected-3d"),
            sys::PJ_TYPE_PJ_TYPE_GEOGRAPHIC_3D_CRS => ObjectKind::Other("geographic-3d"),
            sys::PJ_TYPE_PJ_TYPE_GEOCENTRIC_CRS => ObjectKind::Other("geocentric"),
            sys::PJ_TYPE_PJ_TYPE_VERTICAL_CRS => ObjectKind::Other("vertical"),
            sys::PJ_TYPE_PJ_TYPE_COMPOUND_CRS => ObjectKind::Other("compound"),
            sys::PJ_TYPE_PJ_TYPE_ENGINEERING_CRS => ObjectKind::Other("engineering"),
            _ => ObjectKind::Other("other"),
        }
    }

    fn coordinate_system(&self, crs: &Object) -> Option<Object> {
        self.adopt(|raw| {
            // SAFETY: context and CRS are alive.
            unsafe { sys::proj_crs_get_coordinate_system(raw, crs.as_ptr()) }
        })
    }

    fn axis_count(&self, crs: &Object) -> c_int {
        self.coordinate_system(crs).map_or(0, |system| {
            // SAFETY: context and coordinate system are alive.
            unsafe { sys::proj_cs_get_axis_count(self.as_ptr(), system.as_ptr()) }
        })
    }

    fn is_in_degrees(&self, crs: &Object) -> bool {
        let Some(system) = self.coordinate_system(crs) else {
            return false;
        };
        let mut radians_per_unit = 0.0;
        // SAFETY: context and coordinate system are alive; outputs that are not wanted may be null.
        let found = unsafe {
            sys::proj_cs_get_axis_info(
                self.as_ptr(),
                system.as_ptr(),
                0,
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
                &raw mut radians_per_unit,
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        found != 0 && (radians_per_unit / 1f64.to_radians() - 1.0).abs() < 1e-9
    }

    fn datum_name(&self, crs: &Object) -> String {
        let datum = self.adopt(|raw| {
            // SAFETY: context and CRS are alive; null when the CRS has an ensemble instead.
            unsafe { sys::proj_crs_get_datum(raw, crs.as_ptr()) }
        });
        let datum = datum.or_else(|| {
            self.adopt(|raw| {
                // SAFETY: as above.
                unsafe { sys::proj_crs_get_datum_ensemble(raw, crs.as_ptr()) }
            })
        });
        datum.map_or_else(String::new, |datum| datum.name())
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: created by PROJ, destroyed once; objects made in it are gone, see `Transformation`.
        unsafe { sys::proj_context_destroy(self.as_ptr()) };
    }
}

/// A PROJ object; never outlives the context it was made in.
#[derive(Debug)]
struct Object(NonNull<sys::PJ>);

impl Object {
    fn as_ptr(&self) -> *mut sys::PJ {
        self.0.as_ptr()
    }

    fn name(&self) -> String {
        // SAFETY: the object is alive, and so is the text it returns.
        unsafe { text(sys::proj_get_name(self.as_ptr())) }.unwrap_or_default()
    }

    fn code(&self) -> Option<u32> {
        // SAFETY: as above.
        unsafe { text(sys::proj_get_id_code(self.as_ptr(), 0)) }?
            .parse()
            .ok()
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        // SAFETY: created by PROJ, destroyed once; the context is alive until after this.
        unsafe { sys::proj_destroy(self.as_ptr()) };
    }
}

/// # Safety
/// `raw` is null or points to a text that ends with NUL and is alive during the call.
unsafe fn text(raw: *const c_char) -> Option<String> {
    if raw.is_null() {
        return None;
    }
    // SAFETY: not null, the rest by the contract above.
    Some(unsafe { CStr::from_ptr(raw) }.to_string_lossy().into_owned())
}

unsafe extern "C" fn discard_message(_: *mut c_void, _: c_int, _: *const c_char) {}

/// File access in which no file exists.
static NO_FILES: sys::PROJ_FILE_API = sys::PROJ_FILE_API {
    version: 1,
    open_cbk: Some(open_nothing),
    read_cbk: Some(read_nothing),
    write_cbk: Some(write_nothing),
    seek_cbk: Some(seek_nowhere),
    tell_cbk: Some(tell_nothing),
    close_cbk: Some(close_nothing),
    exists_cbk: Some(find_nothing),
    mkdir_cbk: Some(find_nothing),
    unlink_cbk: Some(find_nothing),
    rename_cbk: Some(rename_nothing),
};

type Files = *mut sys::PROJ_FILE_HANDLE;

unsafe extern "C" fn open_nothing(
    _: *mut sys::PJ_CONTEXT,
    _: *const c_char,
    _: sys::PROJ_OPEN_ACCESS,
    _: *mut c_void,
) -> Files {
    ptr::null_mut()
}

unsafe extern "C" fn read_nothing(
    _: *mut sys::PJ_CONTEXT,
    _: Files,
    _: *mut c_void,
    _: usize,
    _: *mut c_void,
) -> usize {
    0
}

unsafe extern "C" fn write_nothing(
    _: *mut sys::PJ_CONTEXT,
    _: Files,
    _: *const c_void,
    _: usize,
    _: *mut c_void,
) -> usize {
    0
}

unsafe extern "C" fn seek_nowhere(
    _: *mut sys::PJ_CONTEXT,
    _: Files,
    _: c_longlong,
    _: c_int,
    _: *mut c_void,
) -> c_int {
    0
}

unsafe extern "C" fn tell_nothing(_: *mut sys::PJ_CONTEXT, _: Files, _: *mut c_void) -> c_ulonglong {
    0
}

unsafe extern "C" fn close_nothing(_: *mut sys::PJ_CONTEXT, _: Files, _: *mut c_void) {}

unsafe extern "C" fn find_nothing(_: *mut sys::PJ_CONTEXT, _: *const c_char, _: *mut c_void) -> c_int {
    0
}

unsafe extern "C" fn rename_nothing(
    _: *mut sys::PJ_CONTEXT,
    _: *const c_char,
    _: *const c_char,
    _: *mut c_void,
) -> c_int {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_described() {
        let zone = describe(4527).expect("known");
        assert_eq!(zone.name, "CGCS2000 / 3-degree Gauss-Kruger zone 39");
        assert_eq!(zone.kind, ObjectKind::Projected);
        assert_eq!(zone.geographic_epsg, Some(4490));
        assert_eq!(zone.datum_name, "China 2000");
        assert!(is_working());
        assert_eq!(describe(999_999), None);
    }

    #[test]
    fn positions_are_x_first_and_failures_infinite() {
        let to_degrees = Transformation::between_epsg(4527, 4490).expect("conversion");
        let mut points = [
            [39_388_123.456, 3_173_210.987],
            [f64::NAN, 0.0],
            [39_500_000.0, 3_000_000.0],
        ];
        to_degrees.forward(&mut points);
        assert!((points[0][0] - 115.855_488).abs() < 1e-6 && (points[0][1] - 28.669_824).abs() < 1e-6);
        assert!(!points[1][0].is_finite());
        assert!((points[2][0] - 117.0).abs() < 1e-12);
        to_degrees.inverse(&mut points[..1]);
        assert!((points[0][0] - 39_388_123.456).abs() < 1e-6 && (points[0][1] - 3_173_210.987).abs() < 1e-6);
    }

    #[test]
    fn ballpark_operations_are_refused() {
        assert!(Transformation::between_epsg(4610, 4490).is_none());
        assert!(Transformation::between_epsg(4214, 4490).is_none());
        assert!(Transformation::between_epsg(4610, 4326).is_none());
        assert!(Transformation::between_epsg(4555, 4326).is_none());
        assert!(Transformation::between_epsg(31370, 4326).is_some());
    }
}
