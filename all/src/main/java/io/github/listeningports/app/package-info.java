/** The command-line program; nothing here is API. */
@NullMarked
package io.github.listeningports.app;

import org.jspecify.annotations.NullMarked;
