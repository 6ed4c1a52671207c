// For the build of Listening Ports: Maven has run the test, and it was not skipped.
def report = new groovy.xml.XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-example.ServerTest.xml'))
assert [report.@tests, report.@failures, report.@errors, report.@skipped]*.text() == ['1', '0', '0', '0']
