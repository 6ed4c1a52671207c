package io.github.listeningports.linux;

/** Where a thread that reads a large directory of descriptors leaves a part of it, if others have nothing to do. */
interface Division {

    /** How many descriptors are worth to be handed over: reading them takes about half a millisecond, handing them over some microseconds. */
    int LEAST = 512;

    /** The calling thread reads all of it. No lambda: the first one of a JVM takes milliseconds. */
    Division NONE = new Division() {
        @Override
        public boolean leave(DescriptorPart part) {
            return false;
        }
    };

    /** Whether somebody will read this part; if not, the caller goes on. */
    boolean leave(DescriptorPart part);
}
