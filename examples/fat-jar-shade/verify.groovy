// For the build of Listening Ports: with merged services the example would show nothing.
check()
assert services('target/fat-jar-shade-1.jar') < 3
