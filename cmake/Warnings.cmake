# Link this to every target of ours; it carries the warnings and nothing else.
add_library(dyno-warnings INTERFACE)
target_compile_options(dyno-warnings INTERFACE -Wall -Wextra $<$<BOOL:${DYNO_WERROR}>:-Werror>)
