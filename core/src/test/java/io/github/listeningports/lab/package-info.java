/**
 * What the tests of every module repeat: what this machine has and may do, child processes, other JVMs, compiled programs in C, network namespaces, fuzz targets.
 * It uses the JDK and JUnit only, neither the library nor JNA, and is no API. The contract of the providers does not use it.
 */
@NullMarked
package io.github.listeningports.lab;

import org.jspecify.annotations.NullMarked;
