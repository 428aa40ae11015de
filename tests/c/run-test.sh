# Runs the test program $2 and prints a line that tells how the test named $1 went.
output=$(timeout 120 "$2" 2>&1)
status=$?
if [ $status -eq 0 ]; then
	echo "ok $1"
elif [ $status -eq 77 ]; then
	echo "ok $1 # SKIP $output"
else
	[ $status -eq 124 ] && why="it did not end within 120 s" || why=$(printf '%s\n' "$output" | grep -m 1 . || echo "ended with $status")
	echo "not ok $1: $why"
	printf '%s\n' "$output" | sed 's/^/# /' | head -80
	exit 1
fi
