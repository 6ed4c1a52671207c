/**
 * How fast it is, beside others, on loads that can be brought up again: {@code SnapshotBenchmark} for JMH, and {@code Compare}, which
 * {@code benchmarks/compare} runs.
 */
@NullMarked
package io.github.listeningports.benchmarks;

import org.jspecify.annotations.NullMarked;
