/**
 * How the kernel is called: the C library through JNA, files of proc(5), netlink(7) and its attributes, and the numbers of headers that several rooms share.
 *
 * <p>It uses JNA and the API's types only, and knows no other room of this module.
 *
 * <p>No API: the module exports nothing.
 */
@NullMarked
package io.github.listeningports.linux.kernel;

import org.jspecify.annotations.NullMarked;
