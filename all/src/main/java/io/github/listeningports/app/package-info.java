/** The command-line program; not part of the API. */
@NullMarked
package io.github.listeningports.app;

import org.jspecify.annotations.NullMarked;
