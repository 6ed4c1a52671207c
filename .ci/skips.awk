# Of JUnit reports of Maven: WHERE CLASS.METHOD: REASON, a line for each test that was skipped.
/<testcase / {
  name = $0; if (!sub(/.*<testcase name="/, "", name)) name = ""; sub(/".*/, "", name)
  class = $0; sub(/.*classname="/, "", class); sub(/".*/, "", class)
}
/<skipped/ {
  reason = $0
  if (!sub(/.*(Assumption failed|Exception|skipped message=")(: )?/, "", reason)) sub(/.*<skipped[^>]*>/, "", reason)
  sub(/\r$/, "", reason); sub(/\]\]>.*/, "", reason); sub(/" type=.*/, "", reason)
  print where " " class "." name ": " reason
}
