/**
 * The functions of Windows, called through JNA, and pure parsers of the structures that they fill.
 * It uses the API of Listening Ports and JNA, and neither of the other packages here; only {@code NativeCode} loads native code.
 * Not an API: the package is not exported and can change in any release.
 */
@NullMarked
package io.github.listeningports.windows.api;

import org.jspecify.annotations.NullMarked;
