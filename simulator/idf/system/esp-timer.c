/** Timers that call back once, each on a thread of its own; on the chip it is the task of esp_timer. */
#include "esp_timer.h"

#include <pthread.h>
#include <stdlib.h>
#include "simulated-clock.h"

struct esp_timer {
	esp_timer_cb_t callback;
	void *arg;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	int64_t deadline;
	bool isRunning;
	bool isStarted;
};

esp_err_t esp_timer_create(const esp_timer_create_args_t *create_args, esp_timer_handle_t *out_handle) {
	if (!create_args || !create_args->callback || !out_handle)
		return ESP_ERR_INVALID_ARG;
	struct esp_timer *timer = calloc(1, sizeof(*timer));
	if (!timer)
		return ESP_ERR_NO_MEM;
	timer->callback = create_args->callback;
	timer->arg = create_args->arg;
	pthread_mutex_init(&timer->lock, NULL);
	simulated_condition_initialize(&timer->changed);
	*out_handle = timer;
	return ESP_OK;
}

static void *run(void *argument) {
	struct esp_timer *timer = argument;
	pthread_mutex_lock(&timer->lock);
	while (timer->isRunning && simulated_now() < timer->deadline)
		simulated_condition_wait(&timer->changed, &timer->lock, timer->deadline);
	bool due = timer->isRunning;
	timer->isRunning = false;
	pthread_mutex_unlock(&timer->lock);
	if (due)
		(*timer->callback)(timer->arg);
	return NULL;
}

/* Waits for the thread of the timer's last start, which has nothing to wait for any more. */
static void finish(esp_timer_handle_t timer) {
	if (timer->isStarted)
		pthread_join(timer->thread, NULL);
	timer->isStarted = false;
}

esp_err_t esp_timer_start_once(esp_timer_handle_t timer, uint64_t timeout_us) {
	pthread_mutex_lock(&timer->lock);
	bool isRunning = timer->isRunning;
	pthread_mutex_unlock(&timer->lock);
	if (isRunning)
		return ESP_ERR_INVALID_STATE;
	finish(timer);
	timer->deadline = simulated_now() + (int64_t)timeout_us;
	timer->isRunning = true;
	timer->isStarted = pthread_create(&timer->thread, NULL, run, timer) == 0;
	return timer->isStarted ? ESP_OK : ESP_ERR_NO_MEM;
}

esp_err_t esp_timer_stop(esp_timer_handle_t timer) {
	pthread_mutex_lock(&timer->lock);
	bool wasRunning = timer->isRunning;
	timer->isRunning = false;
	pthread_cond_signal(&timer->changed);
	pthread_mutex_unlock(&timer->lock);
	return wasRunning ? ESP_OK : ESP_ERR_INVALID_STATE;
}

esp_err_t esp_timer_delete(esp_timer_handle_t timer) {
	if (timer->isRunning)
		return ESP_ERR_INVALID_STATE;
	finish(timer);
	pthread_mutex_destroy(&timer->lock);
	pthread_cond_destroy(&timer->changed);
	free(timer);
	return ESP_OK;
}
