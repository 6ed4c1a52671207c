package io.github.listeningports.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {

    private final Document chart = parse(Chart.of(ResultsTest.made()));

    @Test
    void everyMeasurementIsABarAsLongAsItsLogarithm() {
        List<Element> bars = elements("rect");

        // Of two loads, from 1 ms to 10,000 ms over 450 units: 8 ms is at log10(8) / 4 of them.
        assertEquals(9, bars.size());
        assertEquals(Math.round(450 * Math.log10(8) / 4), number(bars.get(0), "width"));
        assertEquals(Math.round(450 * Math.log10(200) / 4), number(bars.get(1), "width"));
    }

    @Test
    void everythingIsInside() {
        int width = number(chart.getDocumentElement(), "width");
        int height = number(chart.getDocumentElement(), "height");

        for (Element bar : elements("rect")) {
            assertTrue(number(bar, "x") + number(bar, "width") < width, bar.getAttribute("width"));
            assertTrue(number(bar, "y") + number(bar, "height") < height, bar.getAttribute("y"));
        }
    }

    @Test
    void barsSayWhatAndHowMuch() {
        List<String> texts =
                elements("text").stream().map(Element::getTextContent).toList();

        assertTrue(texts.contains("kept open, nothing changed, pure Java"), texts.toString());
        assertTrue(texts.contains("8.00 (0.040 x floor)"), texts.toString());
        assertTrue(texts.contains("2,400 (4.8 x floor)"), texts.toString());
    }

    private List<Element> elements(String name) {
        NodeList nodes = chart.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .toList();
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }

    private static Document parse(String svg) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
        } catch (Exception e) {
            throw new AssertionError(svg, e);
        }
    }
}
