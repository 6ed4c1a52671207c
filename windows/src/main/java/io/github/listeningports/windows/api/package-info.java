/**
 * The functions of Windows as JNA calls them, and pure parsers of the structures that they fill.
 * It uses the API of Listening Ports and JNA, and nothing of the other packages here; {@code NativeCode} alone loads native code.
 * Not an API: no module may read this package, and it can change in any release.
 */
@NullMarked
package io.github.listeningports.windows.api;

import org.jspecify.annotations.NullMarked;
