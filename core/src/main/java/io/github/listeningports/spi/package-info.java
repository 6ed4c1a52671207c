/**
 * For authors of providers: implement {@link io.github.listeningports.spi.ListeningPortProvider}.
 *
 * <p>{@link io.github.listeningports.spi.ListeningPortProvider}, {@link io.github.listeningports.spi.Deadline}, {@link io.github.listeningports.spi.PartialFirewallStatus}, {@link io.github.listeningports.spi.ProgramParser} and
 * {@link io.github.listeningports.spi.SuggestedCommand} are as stable as the API. The others are what our providers share, in the words and for the needs of these: use them if they fit, but a minor version may change them.
 */
@NullMarked
package io.github.listeningports.spi;

import org.jspecify.annotations.NullMarked;
