package io.github.listeningports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The BOM has no parent: nothing but this compares it with the others. */
class PublishedModulesTest {

    private static final Path ROOT = Path.of("..");

    private final XPath path = XPathFactory.newInstance().newXPath();

    @Test
    void theBomListsEveryPublishedJar() throws Exception {
        Set<String> published = new TreeSet<>();
        for (String module : texts(pom(ROOT), "/project/modules/module")) {
            Document pom = pom(ROOT.resolve(module));
            boolean isJar = text(pom, "/project/packaging").isEmpty();
            if (isJar && text(pom, "/project/properties/maven.deploy.skip").isEmpty()) {
                published.add(text(pom, "/project/artifactId"));
            }
        }
        assertFalse(published.isEmpty());
        assertEquals(
                published,
                texts(pom(ROOT.resolve("bom")), "/project/dependencyManagement/dependencies/dependency/artifactId"));
    }

    @Test
    void theBomHasTheVersionOfTheOthers() throws Exception {
        assertEquals(text(pom(ROOT), "/project/version"), text(pom(ROOT.resolve("bom")), "/project/version"));
    }

    @Test
    void theBomSaysOfItselfWhatTheParentSays() throws Exception {
        for (String each : Set.of("url", "licenses", "developers", "scm/url", "scm/connection", "inceptionYear")) {
            assertEquals(
                    text(pom(ROOT), "/project/" + each).replaceAll("\\s+", " "),
                    text(pom(ROOT.resolve("bom")), "/project/" + each).replaceAll("\\s+", " "),
                    each);
        }
    }

    private static Document pom(Path directory) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(directory.resolve("pom.xml").toFile());
    }

    private String text(Document pom, String expression) throws XPathExpressionException {
        return path.evaluate(expression, pom).strip();
    }

    private Set<String> texts(Document pom, String expression) throws XPathExpressionException {
        NodeList nodes = (NodeList) path.evaluate(expression, pom, XPathConstants.NODESET);
        Set<String> texts = new TreeSet<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent().strip());
        }
        return texts;
    }
}
