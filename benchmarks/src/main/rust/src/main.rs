//! A companion of benchmarks/compare: for each line of its input it asks the crate listeners for all listening sockets, and answers with the nanoseconds and their number.

use std::io::BufRead;
use std::time::Instant;

fn main() {
    for line in std::io::stdin().lock().lines() {
        line.expect("a line");
        let start = Instant::now();
        let found = listeners::get_all().expect("listeners");
        println!("{} {}", start.elapsed().as_nanos(), found.len());
    }
}
