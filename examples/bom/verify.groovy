// For the build of Listening Ports, which runs each example; a copy does without.
return evaluate(new File(basedir, '../../../src/it/run-example.groovy'))
