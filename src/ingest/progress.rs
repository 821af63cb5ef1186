//! How far ingest is, in bytes of the files as they lie on disk.

use std::sync::atomic::{AtomicU64, Ordering};

/// What [`ingest`](super::ingest) calls with the bytes done and the bytes in total.
pub type OnProgress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// Progress through one file. Calls may come from several threads and a little out of order.
pub struct FileProgress<'a> {
    on_progress: OnProgress<'a>,
    /// Bytes of the files before this one.
    before: u64,
    /// Bytes of this file on disk.
    size: u64,
    /// Bytes of all files.
    total: u64,
    /// Bytes that are parsed, of the `n_bytes` after decompression.
    parsed: AtomicU64,
    n_bytes: AtomicU64,
}

impl<'a> FileProgress<'a> {
    /// For a file of `size` bytes that follows `before` bytes, of `total`.
    pub fn new(on_progress: OnProgress<'a>, before: u64, size: u64, total: u64) -> Self {
        FileProgress {
            on_progress,
            before,
            size,
            total,
            parsed: AtomicU64::new(0),
            n_bytes: AtomicU64::new(size.max(1)),
        }
    }

    /// Tells how many bytes there are to parse, once the file is decompressed.
    pub fn expect(&self, n_bytes: usize) {
        self.n_bytes.store((n_bytes as u64).max(1), Ordering::Relaxed);
    }

    /// Reports that `n_bytes` more are parsed.
    pub fn advance(&self, n_bytes: usize) {
        let parsed = self.parsed.fetch_add(n_bytes as u64, Ordering::Relaxed) + n_bytes as u64;
        let fraction = parsed as f64 / self.n_bytes.load(Ordering::Relaxed) as f64;
        let done = (self.size as f64 * fraction.min(1.0)) as u64;
        (self.on_progress)(self.before + done, self.total);
    }

    /// Reports that the file is done.
    pub fn finish(&self) {
        (self.on_progress)(self.before + self.size, self.total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn progress_is_scaled_to_the_size_on_disk() {
        let calls = Mutex::new(Vec::new());
        let record = |done, total| calls.lock().unwrap().push((done, total));
        let progress = FileProgress::new(&record, 100, 50, 200);
        progress.expect(1000);
        progress.advance(500);
        progress.advance(9999);
        progress.finish();
        assert_eq!(*calls.lock().unwrap(), [(125, 200), (150, 200), (150, 200)]);
    }
}
