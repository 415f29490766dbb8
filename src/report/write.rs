//! Putting documents into a directory without ever breaking one.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::{ReportError, ReportForm, ReportInput};

/// Writes the documents into `dir`, which is made when it is missing, and gives their paths.
///
/// All documents are first written beside their targets and forced to the disk; only then do they
/// take their names. So a disk that fills up or a form that fails leaves every old document whole.
///
/// # Errors
/// [`ReportError::Directory`] when the directory cannot be written to, [`ReportError::File`] with the
/// document that could not be stored, or what a form could not put together.
pub fn write_all(
    forms: &[&dyn ReportForm],
    dir: &Path,
    input: &ReportInput<'_>,
) -> Result<Vec<PathBuf>, ReportError> {
    fs::create_dir_all(dir).map_err(|source| ReportError::Directory {
        path: dir.to_owned(),
        source,
    })?;
    let mut staged = Vec::with_capacity(forms.len());
    for form in forms {
        staged.push((stage(*form, dir, input)?, dir.join(form.file_name())));
    }
    let mut written = Vec::with_capacity(staged.len());
    for (document, path) in staged {
        document.persist(&path).map_err(|error| ReportError::File {
            path: path.clone(),
            source: error.error,
        })?;
        written.push(path);
    }
    sync_directory(dir);
    Ok(written)
}

/// Writes one document to a temporary file in its directory; dropping the result removes it.
fn stage(form: &dyn ReportForm, dir: &Path, input: &ReportInput<'_>) -> Result<NamedTempFile, ReportError> {
    let path = dir.join(form.file_name());
    let file_error = |source| ReportError::File {
        path: path.clone(),
        source,
    };
    let document = temporary_file(dir).map_err(|source| ReportError::Directory {
        path: dir.to_owned(),
        source,
    })?;
    let mut out = BufWriter::new(document);
    form.write(input, &mut out).map_err(|error| match error {
        ReportError::Stream(source) => file_error(source),
        other => other,
    })?;
    let document = out.into_inner().map_err(|error| file_error(error.into_error()))?;
    document.as_file().sync_all().map_err(file_error)?;
    Ok(document)
}

/// A temporary file that ends with the permissions of an ordinary new file.
fn temporary_file(dir: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".redline-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(dir)
}

/// Makes the new names durable. Some file systems refuse this for directories; the documents
/// themselves are on the disk already, so that is no reason to report them as not written.
fn sync_directory(dir: &Path) {
    if cfg!(unix) {
        let _ = File::open(dir).and_then(|handle| handle.sync_all());
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use super::super::fixture::Fixture;
    use super::super::{FORMS, FindingsJson, OverlapsCsv};
    use super::*;
    use crate::text::Language;

    /// A form whose disk is full after a few bytes.
    struct FullDisk;

    impl ReportForm for FullDisk {
        fn name(&self) -> &'static str {
            "full"
        }

        fn file_name(&self) -> &'static str {
            "full.txt"
        }

        fn write(&self, _: &ReportInput<'_>, out: &mut dyn Write) -> Result<(), ReportError> {
            out.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull).into())
        }
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn all_documents_are_written_and_nothing_else_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("a/b");
        let fixture = Fixture::sample();
        let written = fixture
            .with_input(Language::En, |input| write_all(&FORMS, &out, input))
            .unwrap();
        assert_eq!(written.len(), FORMS.len());
        let mut expected: Vec<&str> = FORMS.iter().map(|form| form.file_name()).collect();
        expected.sort_unstable();
        assert_eq!(names(&out), expected);
    }

    #[test]
    fn a_full_disk_leaves_every_old_document_whole() {
        let dir = tempfile::tempdir().unwrap();
        let old = dir.path().join(FindingsJson.file_name());
        fs::write(&old, "old").unwrap();
        fs::write(dir.path().join("full.txt"), "old too").unwrap();
        let forms: [&dyn ReportForm; 3] = [&FindingsJson, &FullDisk, &OverlapsCsv];
        let failed = Fixture::sample().with_input(Language::En, |input| write_all(&forms, dir.path(), input));
        let Err(ReportError::File { path, .. }) = failed else {
            panic!("{failed:?}")
        };
        assert_eq!(path, dir.path().join("full.txt"));
        assert_eq!(fs::read_to_string(old).unwrap(), "old");
        assert_eq!(fs::read_to_string(path).unwrap(), "old too");
        assert_eq!(names(dir.path()), ["findings.json", "full.txt"]);
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "x").unwrap();
        let failed =
            Fixture::sample().with_input(Language::En, |input| write_all(&FORMS, &file.join("out"), input));
        assert!(matches!(failed, Err(ReportError::Directory { .. })), "{failed:?}");
        assert_eq!(fs::read_to_string(file).unwrap(), "x");
    }
}
