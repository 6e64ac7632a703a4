datahall_test(cooling_contract
  SOURCES cooling_contract_test.cpp
  LIBRARIES datahall_models datahall_config)
