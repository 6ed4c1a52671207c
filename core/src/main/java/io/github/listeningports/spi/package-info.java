/** What the author of a provider implements: {@link io.github.listeningports.spi.ListeningPortProvider}. */
@NullMarked
package io.github.listeningports.spi;

import org.jspecify.annotations.NullMarked;
