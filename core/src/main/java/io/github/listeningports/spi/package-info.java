/** For authors of providers: implement {@link io.github.listeningports.spi.ListeningPortProvider}. */
@NullMarked
package io.github.listeningports.spi;

import org.jspecify.annotations.NullMarked;
