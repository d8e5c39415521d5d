//! Encrypted connections, as the URL asks for them: the certificate and the name of the server are
//! checked, each against servers that have the wrong one.

use std::error::Error;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;
use winback_diesel::PostgresBackend;
use winback_store::{BackendFactory, Storage};
use winback_testkit::TempServer;

/// The name in the certificate of the server.
const NAME: &str = "db.winback.example";

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    // A certificate whose subject is that of its issuer is taken for one that signed itself.
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server, and files with the certificates of authorities: its own, and others.
struct Scene {
    server: TempServer,
    port: u16,
    folder: TempDir,
}

impl Scene {
    /// Starts a server with these settings, whose certificate one authority signed.
    fn with(settings: &[&str]) -> Self {
        let own = authority("Winback");
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![NAME.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &own).unwrap();
        // The port is free until somebody else takes it, which nobody does so soon.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let place = format!("port={port}");
        let settings = [&["listen_addresses=127.0.0.1", &place], settings].concat();
        let server = TempServer::start_with(&settings, &[], |data| {
            fs::write(data.join("server.crt"), certificate.pem())?;
            fs::write(data.join("server.key"), key.serialize_pem())?;
            fs::set_permissions(data.join("server.key"), fs::Permissions::from_mode(0o600))
        });
        let server = server.unwrap();
        server.create_database("deals").unwrap();
        let folder = TempDir::new().unwrap();
        for (file, authority) in [
            ("own.pem", own),
            ("other.pem", authority("Lostback")),
            ("namesake.pem", authority("Winback")),
        ] {
            fs::write(folder.path().join(file), authority.pem()).unwrap();
        }
        Self { server, port, folder }
    }

    /// Opens the database by a name of the server, in a mode, with the authority in a file.
    async fn open(&self, host: &str, mode: &str, authority: &str) -> Result<Storage, String> {
        let url = format!(
            "postgres://winback@{host}:{}/deals?hostaddr=127.0.0.1&sslmode={mode}&sslrootcert={}",
            self.port,
            self.folder.path().join(authority).display()
        );
        PostgresBackend.open(&url).await.map_err(|error| {
            let source = error.source().map(ToString::to_string);
            source.unwrap_or_else(|| error.to_string())
        })
    }

    /// Counts our connections by whether they are encrypted.
    fn connections(&self) -> String {
        const COUNT: &str = "SELECT ssl, COUNT(*) FROM pg_stat_ssl JOIN pg_stat_activity \
             USING (pid) WHERE application_name = 'winback' GROUP BY ssl";
        self.server.run("deals", COUNT).unwrap()
    }
}

const CANNOT_PROVE: &str = "the server cannot prove who it is: check the host";

#[tokio::test]
async fn the_certificate_and_the_name_are_checked_as_the_url_asks() {
    let scene = Scene::with(&["ssl=on"]);
    let storage = scene.open(NAME, "verify-full", "own.pem").await.unwrap();
    storage.settings.install(&winback_testkit::fresh()).await.unwrap();
    assert_eq!(storage.people.list().await.unwrap().len(), 1);
    assert_eq!(scene.connections(), "t|2");
    drop(storage);

    let wrong_host = scene.open("else.example", "verify-full", "own.pem").await;
    assert!(wrong_host.unwrap_err().starts_with(CANNOT_PROVE));
    let any_host = scene.open("else.example", "verify-ca", "own.pem").await;
    assert_eq!(any_host.unwrap().people.list().await.unwrap().len(), 1);
    for mode in ["verify-ca", "verify-full"] {
        for file in ["other.pem", "namesake.pem"] {
            let wrong_authority = scene.open(NAME, mode, file).await.unwrap_err();
            assert!(wrong_authority.starts_with(CANNOT_PROVE), "{wrong_authority}");
        }
        let no_authority = scene.open(NAME, mode, "nowhere.pem").await.unwrap_err();
        assert!(no_authority.starts_with("it is not known who could vouch"), "{no_authority}");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_refused_if_the_url_asks_for_it() {
    let scene = Scene::with(&["ssl=off"]);
    let refused = scene.open(NAME, "require", "own.pem").await.unwrap_err();
    assert!(refused.starts_with("the server offers no encrypted connection"), "{refused}");
    let plain = scene.open(NAME, "prefer", "own.pem").await.unwrap();
    plain.settings.install(&winback_testkit::fresh()).await.unwrap();
    assert_eq!(scene.connections(), "f|1");
}
