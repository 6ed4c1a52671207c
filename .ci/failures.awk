# Of JUnit reports of Maven: WHERE CLASS.METHOD of each test that failed, and the first lines of what it threw.
/<testcase / {
  name = $0; if (!sub(/.*<testcase name="/, "", name)) name = ""; sub(/".*/, "", name)
  class = $0; sub(/.*classname="/, "", class); sub(/".*/, "", class)
}
/<(failure|error)[ >]/ {
  print where " " class "." name
  left = 25
  sub(/.*<(failure|error)[^>]*>/, "")
  sub(/^<!\[CDATA\[/, "")
}
left > 0 {
  text = $0
  last = sub(/(\]\]>)?<\/(failure|error)>.*/, "", text)
  sub(/\r$/, "", text)
  if (text ~ /[^ \t]/) print "  " substr(text, 1, 500)
  left = last ? 0 : left - 1
}
