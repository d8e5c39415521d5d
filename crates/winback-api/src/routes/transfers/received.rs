//! Files that come with a request, kept in a folder of their own until they are imported.

mod pieces;

use std::{
    error::Error,
    ffi::OsStr,
    io,
    iter::successors,
    path::{Path, PathBuf},
};

use axum::{
    body::{Body, Bytes},
    extract::{
        FromRequest, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{StatusCode, header},
};
use futures_util::{StreamExt, TryStreamExt};
use tempfile::TempDir;
use tokio::{fs::File, io::AsyncWriteExt};
use utoipa::ToSchema;
use winback_app::ImportMap;

use self::pieces::{HeadLimit, LONGEST_HEAD, LongHead, pieces};
use crate::Problem;

/// A file, with those beside it that a mapping reads.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes a form, whose parts are read as they come")]
pub(super) struct ImportForm {
    /// The file to be imported. What errors call it is its file name.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// What of it goes where: a mapping file in TOML, such as `winback import --print-map` writes.
    /// Without it, the parameter `map` counts.
    #[schema(value_type = String, format = Binary, required = false)]
    mapping: Option<Vec<u8>>,
    /// The files beside it, under the file names by which the mapping calls them; as many parts as
    /// there are files.
    #[schema(value_type = Vec<String>, format = Binary, required = false)]
    beside: Option<Vec<Vec<u8>>>,
}

/// The files of a request.
pub(super) struct Received {
    /// The file to be imported.
    pub(super) file: PathBuf,
    /// What errors call it.
    pub(super) called: PathBuf,
    /// The mapping, if it came with it.
    pub(super) mapping: Option<ImportMap>,
    /// Where they are, as long as this lives.
    _folder: TempDir,
}

/// How many files may come beside one.
const MOST_BESIDE: usize = 100;

/// How long the name of a file may be, in bytes.
const LONGEST_NAME: usize = 200;

/// What the parts of a form are called.
const FILE: &str = "file";
const MAPPING: &str = "mapping";
const BESIDE: &str = "beside";

impl Received {
    /// Receives the one file that a body is, or the files of a form; `longest` bytes at the most.
    pub(super) async fn of(request: Request, longest: usize) -> Result<Self, Problem> {
        let folder = tempfile::tempdir().map_err(|error| unkept(&error))?;
        let mut place = Place { folder, longest, left: longest };
        let media = request.headers().get(header::CONTENT_TYPE);
        let media = media.and_then(|value| value.to_str().ok()).unwrap_or_default();
        // Case does not count: RFC 9110, section 8.3.1.
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if media == "multipart/form-data" {
            return place.form(request).await;
        }
        let called =
            PathBuf::from(if media.contains("csv") { "import.csv" } else { "import.jsonl" });
        let file = place.body(&called, request.into_body()).await?;
        Ok(Self { file, called, mapping: None, _folder: place.folder })
    }
}

/// A folder that files are put into.
struct Place {
    folder: TempDir,
    longest: usize,
    /// How many bytes still fit.
    left: usize,
}

impl Place {
    async fn body(&mut self, name: &Path, body: Body) -> Result<PathBuf, Problem> {
        let created = self.create(name).await;
        let (path, mut file) = created.map_err(|error| unkept(&error))?;
        let mut body = body.into_data_stream().map_err(|error| {
            Problem::malformed("body", format!("the file did not arrive whole: {error}"))
        });
        while let Some(part) = body.next().await {
            self.write(&mut file, &part?).await?;
        }
        file.flush().await.map_err(|error| unkept(&error))?;
        Ok(path)
    }

    async fn form(mut self, request: Request) -> Result<Received, Problem> {
        let limit = HeadLimit::default();
        let request = request.map(|body| pieces(body, limit.clone()));
        let form = Multipart::from_request(request, &()).await;
        let mut form =
            form.map_err(|rejection| Problem::malformed("body", rejection.body_text()))?;
        let (mut file, mut mapping, mut beside) = (None, None, 0);
        loop {
            limit.begin();
            let Some(field) = form.next_field().await.map_err(|error| broken(&error))? else {
                break;
            };
            limit.end();
            let part = field.name().unwrap_or_default().to_owned();
            match part.as_str() {
                FILE if file.is_none() => {
                    let called = field.file_name().unwrap_or("import.csv").to_owned();
                    file = Some((self.file(FILE, &called, field).await?, called));
                }
                MAPPING if mapping.is_none() => mapping = Some(self.mapping(field).await?),
                BESIDE => {
                    let called = field.file_name().unwrap_or_default().to_owned();
                    beside += 1;
                    if beside > MOST_BESIDE {
                        let problem = "there are too many files";
                        let expected = format!("at most {MOST_BESIDE} files beside one");
                        return Err(Problem::malformed(BESIDE, problem)
                            .given(&called)
                            .expecting(&expected));
                    }
                    self.file(BESIDE, &called, field).await?;
                }
                FILE | MAPPING => {
                    let problem = format!("there are two parts `{part}`: give one");
                    return Err(Problem::malformed(&part, problem));
                }
                _ => {
                    let problem = format!("the form has no part `{part}`");
                    let expected = format!("{FILE}, {MAPPING} or {BESIDE}");
                    return Err(Problem::malformed("body", problem)
                        .given(&part)
                        .expecting(&expected));
                }
            }
        }
        let Some((file, called)) = file else {
            let problem = "the form has no file: give it as the part `file`";
            return Err(Problem::malformed(FILE, problem).expecting("a file"));
        };
        Ok(Received { file, called: called.into(), mapping, _folder: self.folder })
    }

    /// Keeps a file of a form under its own name: a mapping finds it by that.
    async fn file(
        &mut self,
        part: &str,
        name: &str,
        mut field: Field<'_>,
    ) -> Result<PathBuf, Problem> {
        let wrong = |problem: &str| Problem::malformed(part, problem).given(name);
        let is_name = Path::new(name).file_name() == Some(OsStr::new(name));
        if !is_name || name.contains(['\\', '\0']) || name.len() > LONGEST_NAME {
            let problem = "the file has no name of its own, or one with a folder";
            return Err(wrong(problem).expecting("the name of a file"));
        }
        let (path, mut file) = self.create(Path::new(name)).await.map_err(|error| {
            // The file system knows whether it tells names apart by case.
            if error.kind() == io::ErrorKind::AlreadyExists {
                return wrong("there are two files of this name: give each its own");
            }
            unkept(&error)
        })?;
        while let Some(bytes) = field.chunk().await.map_err(|error| broken(&error))? {
            self.write(&mut file, &bytes).await?;
        }
        file.flush().await.map_err(|error| unkept(&error))?;
        Ok(path)
    }

    async fn mapping(&mut self, mut field: Field<'_>) -> Result<ImportMap, Problem> {
        let called = field.file_name().unwrap_or(MAPPING).to_owned();
        let mut text = Vec::new();
        while let Some(bytes) = field.chunk().await.map_err(|error| broken(&error))? {
            self.take(&bytes)?;
            text.extend_from_slice(&bytes);
            if text.len() > ImportMap::LONGEST {
                return Err(too_large(MAPPING, "mappings", ImportMap::LONGEST));
            }
        }
        let text = String::from_utf8(text).map_err(|_| {
            Problem::malformed(MAPPING, "the mapping is no text in UTF-8").expecting("TOML")
        })?;
        Ok(ImportMap::Text { called, text })
    }

    async fn create(&self, name: &Path) -> io::Result<(PathBuf, File)> {
        let path = self.folder.path().join(name);
        let file = File::create_new(&path).await?;
        Ok((path, file))
    }

    async fn write(&mut self, file: &mut File, bytes: &Bytes) -> Result<(), Problem> {
        self.take(bytes)?;
        file.write_all(bytes).await.map_err(|error| unkept(&error))
    }

    fn take(&mut self, bytes: &Bytes) -> Result<(), Problem> {
        let left = self.left.checked_sub(bytes.len());
        self.left = left.ok_or_else(|| too_large("body", "files", self.longest))?;
        Ok(())
    }
}

fn too_large(field: &str, what: &str, longest: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "The file is too large",
        format!("this server takes {what} of at most {longest} bytes"),
    )
    .at(field)
}

fn broken(error: &MultipartError) -> Problem {
    let mut causes = successors(error.source(), |&error| error.source());
    if causes.any(|error| error.is::<LongHead>()) {
        return too_large("body", "heads of parts", LONGEST_HEAD);
    }
    Problem::malformed("body", format!("the form did not arrive whole: {}", error.body_text()))
}

fn unkept(error: &io::Error) -> Problem {
    tracing::error!(%error, "a file to be imported cannot be kept");
    Problem::new(
        StatusCode::INSUFFICIENT_STORAGE,
        "failed",
        "The server failed",
        "the server has no place to keep the file: tell whoever runs it",
    )
}
