// For the build of Listening Ports: with merged services the example would show nothing.
check()
assert services('target/fat-jar-assembly-1-jar-with-dependencies.jar') < 3
