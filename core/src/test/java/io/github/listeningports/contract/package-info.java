/**
 * The contract test of providers: extend {@link io.github.listeningports.contract.ListeningPortProviderContract}. It asks through the
 * public API only, and opens its sockets with plain Java, so that it runs on any system.
 */
@NullMarked
package io.github.listeningports.contract;

import org.jspecify.annotations.NullMarked;
