/**
 * The contract test of providers: extend {@link io.github.listeningports.contract.ListeningPortProviderContract}. It uses the
 * public API and plain Java sockets only, so that it runs on any system.
 */
@NullMarked
package io.github.listeningports.contract;

import org.jspecify.annotations.NullMarked;
