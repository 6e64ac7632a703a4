# Schedulers, placement policies and workloads.
datahall_test(jobs
  SOURCES jobs_schedulers_test.cpp jobs_conservative_test.cpp jobs_orders_test.cpp jobs_sha256_test.cpp jobs_placement_test.cpp jobs_sharing_test.cpp jobs_topology_placement_test.cpp jobs_fields_test.cpp
    jobs_swf_test.cpp jobs_philly_test.cpp jobs_streaming_test.cpp jobs_readers_test.cpp jobs_owners_test.cpp jobs_broken_test.cpp jobs_made_test.cpp jobs_generated_test.cpp jobs_time_factor_test.cpp jobs_catalogue_test.cpp
    jobs_limits_test.cpp jobs_fair_share_test.cpp jobs_multifactor_test.cpp
  LIBRARIES datahall_run datahall_models datahall_config ZLIB::ZLIB)

# Recorded logs that may not ship: skipped unless DATAHALL_TRACES names their folder.
add_executable(trace_replay_tests trace_replay_test.cpp)
target_include_directories(trace_replay_tests PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(trace_replay_tests PRIVATE DATAHALL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(trace_replay_tests PRIVATE datahall_run datahall_models datahall_config datahall_flags ZLIB::ZLIB)
add_test(NAME "jobs: recorded logs have the exact schedules of the reference scheduler"
  COMMAND trace_replay_tests)
set_tests_properties("jobs: recorded logs have the exact schedules of the reference scheduler"
  PROPERTIES SKIP_RETURN_CODE 77)

add_executable(trace_statistics_tests trace_statistics_test.cpp)
target_include_directories(trace_statistics_tests PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(trace_statistics_tests PRIVATE DATAHALL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(trace_statistics_tests PRIVATE
  datahall_models datahall_config datahall_flags Catch2::Catch2 ZLIB::ZLIB)
add_test(NAME "jobs: recorded traces have the figures that others computed" COMMAND trace_statistics_tests)
set_tests_properties("jobs: recorded traces have the figures that others computed"
  PROPERTIES SKIP_RETURN_CODE 77)
