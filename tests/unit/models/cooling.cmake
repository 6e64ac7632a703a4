# Moist air, weather files, chillers, towers and the plants made of them.
datahall_test(cooling
  SOURCES cooling_chiller_test.cpp cooling_expansion_test.cpp cooling_json_test.cpp cooling_outside_air_test.cpp
    cooling_parts_test.cpp cooling_plants_test.cpp cooling_psychrometrics_test.cpp cooling_room_test.cpp
    cooling_stores_test.cpp cooling_tower_test.cpp cooling_weather_files_test.cpp cooling_weather_test.cpp
  LIBRARIES datahall_models datahall_config)
