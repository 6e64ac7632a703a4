datahall_test(jobs_contract
  SOURCES scheduler_contract_test.cpp placement_contract_test.cpp sharing_contract_test.cpp workload_contract_test.cpp
  LIBRARIES datahall_run datahall_models datahall_config ZLIB::ZLIB)
