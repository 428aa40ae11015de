/*
 * A slow network on loopback: carries TCP connections to another port as slowly, late and lossily as it is
 * told.
 *
 *     shaper PORT             listens on a free port of 127.0.0.1, prints it, and connects each to
 * 127.0.0.1:PORT
 *
 * and on standard input, until it ends:
 *
 *     set RATE DELAY LOSS     bits a second (0: no bound), milliseconds one way, losses in a million segments
 *     stall MILLISECONDS      nothing passes for so long
 *
 * All connections share one link with a rate for each direction. What is lost on a TCP connection shows as
 * delay: the segment comes a round trip later, or after a retransmission timeout where too little is under
 * way to notice sooner, what follows it waits, and the sender's window is halved (RFC 5681). A sender has no
 * more under way than a board's send buffer holds. It is taken from at the link's rate, so that back-pressure
 * is felt where it would be.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SEGMENT 1436
#define MOST_CONNECTIONS 32
/** What a board's TCP sends without an acknowledgement, and what one takes: boards' sdkconfig.defaults. */
#define UPWARD_WINDOW 31592
#define DOWNWARD_WINDOW 5744
#define LEAST_WINDOW (2 * SEGMENT)
/** The least retransmission timeout of Linux, microseconds. */
#define LEAST_TIMEOUT 200000
/** Segments that must follow a lost one for it to be noticed at once. */
#define DUPLICATES 3
/** What the kernel may hold of what has not been taken yet: microseconds of the link, and bytes. */
#define HELD_MICROSECONDS 20000
#define LEAST_HELD 1200
#define MOST_HELD 12000

/** The link is looked after once in so many microseconds; what it missed meanwhile it makes good. */
#define TURN 2000

typedef struct segment {
	struct segment *next;
	int64_t due;
	size_t length, sent;
	uint8_t bytes[SEGMENT];
} segment_t;

/** One direction of one connection. */
typedef struct {
	int from, to;
	segment_t *first, *last;
	/** Under way: sent and not acknowledged; and when the oldest of it will be. */
	size_t underWay;
	size_t window, most;
	int64_t lastDue;
	struct {
		int64_t at;
		size_t length;
	} acknowledgements[256];
	unsigned firstAcknowledgement, acknowledgementCount;
	bool ended, shut;
} flow_t;

typedef struct {
	bool open;
	flow_t flows[2];
} connection_t;

static connection_t connections[MOST_CONNECTIONS];
static int64_t linkFree[2];
static int64_t rate, delay, loss, stalledUntil;
static uint32_t seed = 0x1ab;

static int64_t now_microseconds(void) {
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static bool is_lost(void) {
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return (int64_t)(seed % 1000000) < loss;
}

static int64_t larger(int64_t a, int64_t b) {
	return a > b ? a : b;
}

static void fail(const char *what) {
	perror(what);
	exit(1);
}

static int held_bytes(void) {
	int64_t held = rate == 0 ? MOST_HELD : rate * HELD_MICROSECONDS / 8000000;
	return (int)(held < LEAST_HELD ? LEAST_HELD : held > MOST_HELD ? MOST_HELD : held);
}

static void prepare(int fd) {
	int on = 1, held = held_bytes();
	fcntl(fd, F_SETFL, O_NONBLOCK);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &held, sizeof held);
	setsockopt(fd, IPPROTO_TCP, TCP_WINDOW_CLAMP, &held, sizeof held);
}

/** Segments as on a network: on loopback they would be larger than what the kernel may hold. */
static void set_segment(int fd) {
	int most = SEGMENT;
	setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &most, sizeof most);
}

static void set_flow(flow_t *flow, int from, int to, size_t most) {
	*flow = (flow_t){.from = from, .to = to, .window = most, .most = most};
}

static void accept_connection(int listener, uint16_t port) {
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int near = accept(listener, NULL, NULL), far = socket(AF_INET, SOCK_STREAM, 0);
	set_segment(far);
	connection_t *connection = connections;
	while (connection < connections + MOST_CONNECTIONS && connection->open)
		connection++;
	if (near < 0 || connection == connections + MOST_CONNECTIONS ||
	    connect(far, (struct sockaddr *)&address, sizeof address) != 0) {
		if (near >= 0)
			close(near);
		close(far);
		return;
	}
	prepare(near);
	prepare(far);
	connection->open = true;
	set_flow(&connection->flows[0], near, far, UPWARD_WINDOW);
	set_flow(&connection->flows[1], far, near, DOWNWARD_WINDOW);
}

static void close_connection(connection_t *connection) {
	for (int direction = 0; direction < 2; direction++) {
		flow_t *flow = &connection->flows[direction];
		for (segment_t *next; flow->first != NULL; flow->first = next) {
			next = flow->first->next;
			free(flow->first);
		}
	}
	close(connection->flows[0].from);
	close(connection->flows[0].to);
	connection->open = false;
}

/** When a segment arrives that leaves at `departs`. */
static int64_t arrival(flow_t *flow, int64_t departs) {
	int64_t due = departs + delay;
	for (int64_t timeout = larger(LEAST_TIMEOUT, 4 * delay); is_lost(); timeout *= 2) {
		bool noticed = flow->underWay >= DUPLICATES * SEGMENT;
		due += noticed ? 2 * delay : timeout;
		flow->window = (size_t)larger(LEAST_WINDOW, (int64_t)flow->window / 2);
	}
	return flow->lastDue = larger(due, flow->lastDue);
}

static void acknowledge_later(flow_t *flow, int64_t at, size_t length) {
	unsigned most = sizeof flow->acknowledgements / sizeof flow->acknowledgements[0];
	unsigned index = (flow->firstAcknowledgement + flow->acknowledgementCount) % most;
	flow->acknowledgements[index].at = at;
	flow->acknowledgements[index].length = length;
	flow->acknowledgementCount++;
	flow->underWay += length;
}

static void acknowledge(flow_t *flow, int64_t now) {
	unsigned most = sizeof flow->acknowledgements / sizeof flow->acknowledgements[0];
	while (flow->acknowledgementCount > 0 && flow->acknowledgements[flow->firstAcknowledgement].at <= now) {
		size_t length = flow->acknowledgements[flow->firstAcknowledgement].length;
		flow->underWay -= length;
		flow->window += (size_t)SEGMENT * length / flow->window;
		if (flow->window > flow->most)
			flow->window = flow->most;
		flow->firstAcknowledgement = (flow->firstAcknowledgement + 1) % most;
		flow->acknowledgementCount--;
	}
}

static bool may_send(const flow_t *flow) {
	unsigned most = sizeof flow->acknowledgements / sizeof flow->acknowledgements[0];
	return !flow->ended && flow->underWay + SEGMENT <= flow->window && flow->acknowledgementCount < most;
}

/** Takes one segment of a flow on the link. Returns false where there is none. */
static bool take(flow_t *flow, int direction, int64_t now) {
	if (!may_send(flow))
		return false;
	segment_t *segment = malloc(sizeof *segment);
	ssize_t count = segment == NULL ? -1 : recv(flow->from, segment->bytes, SEGMENT, 0);
	if (count <= 0) {
		flow->ended = count == 0 || (errno != EAGAIN && errno != EINTR);
		free(segment);
		return false;
	}
	/* A delayed acknowledgement would keep the sender waiting, whose window is so small. */
	int on = 1;
	setsockopt(flow->from, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
	int64_t busy = rate == 0 ? 0 : (int64_t)count * 8000000 / rate;
	linkFree[direction] = larger(linkFree[direction], now - TURN) + busy;
	segment->next = NULL;
	segment->length = (size_t)count;
	segment->sent = 0;
	segment->due = arrival(flow, linkFree[direction]);
	acknowledge_later(flow, segment->due + delay, segment->length);
	if (flow->first == NULL)
		flow->first = segment;
	else
		flow->last->next = segment;
	flow->last = segment;
	return true;
}

/** The flows of a direction take turns while the link is free. */
static void take_all(int direction, int64_t now) {
	static unsigned turn[2];
	for (unsigned idle = 0; linkFree[direction] <= now && idle < MOST_CONNECTIONS;) {
		connection_t *connection = &connections[turn[direction]++ % MOST_CONNECTIONS];
		idle = connection->open && take(&connection->flows[direction], direction, now) ? 0 : idle + 1;
	}
}

static void deliver(flow_t *flow, int64_t now) {
	while (flow->first != NULL && flow->first->due <= now) {
		segment_t *segment = flow->first;
		ssize_t count =
		    send(flow->to, segment->bytes + segment->sent, segment->length - segment->sent, MSG_NOSIGNAL);
		if (count < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		segment->sent += count < 0 ? segment->length - segment->sent : (size_t)count;
		if (segment->sent < segment->length)
			continue;
		flow->first = segment->next;
		free(segment);
	}
	if (flow->ended && flow->first == NULL && !flow->shut) {
		flow->shut = true;
		shutdown(flow->to, SHUT_WR);
	}
}

static void carry(void) {
	int64_t now = now_microseconds();
	if (now < stalledUntil)
		return;
	for (int index = 0; index < MOST_CONNECTIONS; index++) {
		if (!connections[index].open)
			continue;
		for (int direction = 0; direction < 2; direction++) {
			acknowledge(&connections[index].flows[direction], now);
			deliver(&connections[index].flows[direction], now);
		}
		if (connections[index].flows[0].shut && connections[index].flows[1].shut)
			close_connection(&connections[index]);
	}
	take_all(0, now);
	take_all(1, now);
}

/** Returns false at the end of the input. */
static bool obey(void) {
	static char line[128];
	static size_t length;
	long long a, b, c;
	ssize_t count = read(STDIN_FILENO, line + length, 1);
	if (count <= 0)
		return false;
	if (line[length] != '\n') {
		length = length + 1 < sizeof line - 1 ? length + 1 : 0;
		return true;
	}
	line[length] = '\0';
	length = 0;
	if (sscanf(line, "set %lld %lld %lld", &a, &b, &c) == 3) {
		rate = a;
		delay = b * 1000;
		loss = c;
		for (int index = 0; index < MOST_CONNECTIONS; index++) {
			if (connections[index].open) {
				prepare(connections[index].flows[0].from);
				prepare(connections[index].flows[0].to);
			}
		}
	} else if (sscanf(line, "stall %lld", &a) == 1) {
		stalledUntil = now_microseconds() + a * 1000;
	} else {
		fprintf(stderr, "shaper: not understood: %s\n", line);
	}
	return true;
}

int main(int argc, char **argv) {
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof address;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int port = argc == 2 ? atoi(argv[1]) : 0;
	if (port <= 0 || port > 65535) {
		fprintf(stderr, "usage: shaper PORT\n");
		return 2;
	}
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	set_segment(listener);
	if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 8) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) != 0)
		fail("shaper");
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	for (;;) {
		struct pollfd polled[] = {{.fd = listener, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
		poll(polled, 2, 1);
		if (polled[0].revents != 0)
			accept_connection(listener, (uint16_t)port);
		if (polled[1].revents != 0 && !obey())
			return 0;
		carry();
	}
}
