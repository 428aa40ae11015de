/** The OV2640's functions of sensor_t. */
#pragma once

#include "sensor.h"

/** Reads the sensor's identity and fills in its functions. Returns false when it is no OV2640. */
bool camera_sensor_detect(sensor_t *sensor);
