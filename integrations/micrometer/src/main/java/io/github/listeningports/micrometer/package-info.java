/**
 * Micrometer: {@link io.github.listeningports.micrometer.ListeningPortMetrics} publishes listening ports as metrics.
 */
@NullMarked
package io.github.listeningports.micrometer;

import org.jspecify.annotations.NullMarked;
