package example;

import io.github.listeningports.ListeningPort;
import io.github.listeningports.ListeningPorts;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Prints the listening ports when its bundle starts, and stops the framework. */
public final class PrintPorts implements BundleActivator {

    @Override
    public void start(BundleContext context) throws Exception {
        try {
            for (ListeningPort port : ListeningPorts.snapshot()) {
                System.out.println(port);
            }
        } finally {
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
        }
    }

    @Override
    public void stop(BundleContext context) {}
}
