//! A pseudo-terminal, to see what a person at a terminal sees.

use std::{
    fs::{File, OpenOptions},
    io::Read,
    process::{Child, Command},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use rustix::{
    process::{Pid, Signal, kill_process},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};

/// How long a person would wait before giving up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program on a terminal of its own.
pub(crate) struct PseudoTerminal {
    program: Child,
    written: Receiver<Vec<u8>>,
    seen: String,
}

impl PseudoTerminal {
    /// Starts a program on a terminal of so many columns.
    pub(crate) fn start(mut command: Command, columns: u16) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("terminals can be made");
        grantpt(&ours).expect("a terminal can be granted");
        unlockpt(&ours).expect("a terminal can be unlocked");
        let name = ptsname(&ours, Vec::new()).expect("a terminal has a name");
        let name = name.to_str().expect("names of terminals are ASCII");
        let theirs = OpenOptions::new().read(true).write(true).open(name);
        let theirs = theirs.expect("a terminal can be opened");
        let size = Winsize { ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&theirs, size).expect("a terminal has a size");
        let input = theirs.try_clone().expect("a terminal can be shared");
        let talk = theirs.try_clone().expect("a terminal can be shared");
        command.env("TERM", "xterm").stdin(input).stdout(theirs).stderr(talk);
        let program = command.spawn().expect("the binary can be started");
        Self { program, written: read(File::from(ours)), seen: String::new() }
    }

    /// Waits until a text was written.
    pub(crate) fn wait_for(&mut self, text: &str) {
        while !self.seen.contains(text) {
            assert!(self.see(), "`{text}` was never written, but:\n{}", self.seen);
        }
    }

    /// Waits for the end, and returns everything that was written, line ends made plain.
    pub(crate) fn everything(mut self) -> String {
        while self.see() {}
        let status = self.program.wait().expect("the program can be waited for");
        assert!(status.success(), "{status}\n{}", self.seen);
        self.seen.replace("\r\n", "\n")
    }

    /// Tells the program to stop, and returns everything that was written.
    pub(crate) fn interrupted(mut self) -> String {
        let program = Pid::from_child(&self.program);
        kill_process(program, Signal::INT).expect("the program can be told to stop");
        while self.see() {}
        let status = self.program.wait().expect("the program can be waited for");
        assert_eq!(status.code(), Some(130), "{}", self.seen);
        self.seen.replace("\r\n", "\n")
    }

    /// Takes what was written next; false at the end.
    fn see(&mut self) -> bool {
        match self.written.recv_timeout(PATIENCE) {
            Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
            Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => {
                self.program.kill().expect("the program can be ended");
                panic!("nothing more was written, after:\n{}", self.seen);
            }
        }
        true
    }
}

/// The end of a terminal is an error on some systems.
fn read(mut terminal: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = terminal.read(&mut bytes) {
            if sender.send(bytes[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}
