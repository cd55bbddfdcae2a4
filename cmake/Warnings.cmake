# Link this to every target of ours; it carries the warnings and nothing else.
add_library(dyno-warnings INTERFACE)
target_compile_options(dyno-warnings INTERFACE -Wall -Wextra $<$<BOOL:${DYNO_WERROR}>:-Werror>)

# GCC 12 sees impossible sizes inside std::string's operators once they are inlined (GCC bug 105651, mended in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(dyno-warnings INTERFACE -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict)
endif()

# With DYNO_UNITY what is private to one source is no longer in the main file.
if(DYNO_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(dyno-warnings INTERFACE -Wno-subobject-linkage)
endif()
