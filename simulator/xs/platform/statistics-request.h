#ifndef STATISTICS_REQUEST_H
#define STATISTICS_REQUEST_H

/** Makes SIGUSR1 ask for the statistics. */
void simStatisticsListen(void);

/** Prints the statistics, if they were asked for since the last call: a line `statistics {"NAME": value,
 * ...}`. */
void simStatisticsAnswer(void *machine);

#endif
